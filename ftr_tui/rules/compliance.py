"""The rows that count in no total: CIS benchmark and Marketplace listing; and advertised compliance."""

from __future__ import annotations

from ftr_tui.rules.base import Rule

RULES: tuple[Rule, ...] = ()
