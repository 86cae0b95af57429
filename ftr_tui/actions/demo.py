"""Open the sample product in a temporary copy."""

from __future__ import annotations

from ftr_tui.actions.desk import Clock, Desk, utc_now
from ftr_tui.store.library import Library
from ftr_tui.store.sample import NAME, sample_folder


def open_demo(clock: Clock = utc_now) -> Desk:
    """Open the sample in a temporary copy."""
    return Desk.open(sample_folder() / f"{NAME}.toml", Library(), "you", clock)
