"""Security services that are switched on, per Region."""

from __future__ import annotations

from ftr_tui.aws.collect.base import Collector

COLLECTORS: tuple[Collector, ...] = ()
