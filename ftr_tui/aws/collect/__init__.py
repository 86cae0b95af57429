"""All collectors, in the order in which they are read. A new one is added to its module's ``COLLECTORS``."""

from __future__ import annotations

from ftr_tui.aws.collect import (
    account,
    backup,
    cloudtrail,
    cloudwatch,
    compute,
    credential_report,
    ec2,
    edge,
    guardduty,
    iam,
    judges,
    operations,
    organization,
    reviews,
    s3,
    security,
    stores,
    who,
)
from ftr_tui.aws.collect.base import Collector

# What takes longest comes first, so that it never runs alone at the end.
_MODULES = (
    who,
    credential_report,
    iam,
    s3,
    ec2,
    stores,
    compute,
    edge,
    guardduty,
    organization,
    account,
    cloudtrail,
    cloudwatch,
    backup,
    security,
    operations,
    reviews,
    judges,
)

COLLECTORS: tuple[Collector, ...] = tuple(c for module in _MODULES for c in module.COLLECTORS)

__all__ = ["COLLECTORS", "Collector"]
