"""All collectors, in the order in which they are read. A new one is added to its module's ``COLLECTORS``."""

from __future__ import annotations

from ftr_tui.aws.collect import (
    account,
    backup,
    cloudtrail,
    cloudwatch,
    credential_report,
    ec2,
    guardduty,
    iam,
    organization,
    s3,
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
    guardduty,
    organization,
    account,
    cloudtrail,
    cloudwatch,
    backup,
)

COLLECTORS: tuple[Collector, ...] = tuple(c for module in _MODULES for c in module.COLLECTORS)

__all__ = ["COLLECTORS", "Collector"]
