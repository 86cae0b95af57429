"""Well-Architected review: which workloads have one, and from when."""

from __future__ import annotations

from ftr_tui.rules.base import Rule

RULES: tuple[Rule, ...] = ()
