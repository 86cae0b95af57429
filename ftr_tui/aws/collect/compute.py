"""Code and its configuration: Lambda functions, ECS tasks, user data of instances."""

from __future__ import annotations

from ftr_tui.aws.collect.base import Collector

COLLECTORS: tuple[Collector, ...] = ()
