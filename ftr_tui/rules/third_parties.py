"""Access of others: roles that trust accounts outside, and customers' accounts."""

from __future__ import annotations

from ftr_tui.rules.base import Rule

RULES: tuple[Rule, ...] = ()
