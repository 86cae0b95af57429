"""Well-Architected workloads, resilience policies and tests, Marketplace listings."""

from __future__ import annotations

from ftr_tui.aws.collect.base import Collector

COLLECTORS: tuple[Collector, ...] = ()
