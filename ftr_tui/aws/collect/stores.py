"""Stores of data: volumes, databases, tables, file systems, search domains, caches."""

from __future__ import annotations

from ftr_tui.aws.collect.base import Collector

COLLECTORS: tuple[Collector, ...] = ()
