"""Hosting: what the account runs, by service and Region."""

from __future__ import annotations

from ftr_tui.rules.base import Rule

RULES: tuple[Rule, ...] = ()
