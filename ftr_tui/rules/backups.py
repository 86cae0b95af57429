"""Backup and recovery: which stores are backed up by themselves."""

from __future__ import annotations

from ftr_tui.rules.base import Rule

RULES: tuple[Rule, ...] = ()
