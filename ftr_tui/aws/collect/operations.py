"""Systems Manager, secrets, parameters, user pools and patches."""

from __future__ import annotations

from ftr_tui.aws.collect.base import Collector

COLLECTORS: tuple[Collector, ...] = ()
