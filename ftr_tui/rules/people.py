"""Who logs in, who no longer needs to, and whom AWS can reach."""

from __future__ import annotations

from ftr_tui.rules.base import Rule

RULES: tuple[Rule, ...] = ()
