"""What faces the internet: load balancers and CloudFront."""

from __future__ import annotations

from ftr_tui.aws.collect.base import Collector

COLLECTORS: tuple[Collector, ...] = ()
