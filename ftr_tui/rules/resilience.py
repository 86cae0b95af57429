"""Recovery objectives, tests of resilience, and what stands in one zone."""

from __future__ import annotations

from ftr_tui.rules.base import Rule

RULES: tuple[Rule, ...] = ()
