"""A line that answers from lists, and checks questions and answers against botocore's own models."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import botocore.session
from botocore import xform_name
from botocore.exceptions import ClientError
from botocore.validate import ParamValidator

from ftr_tui.aws.account import tidy
from ftr_tui.aws.collect import COLLECTORS
from ftr_tui.aws.collect.base import Collector, Context, Place
from ftr_tui.model.facts import Fact, Status

from .conftest import NOW

ACCOUNT = "123456789012"
PLACE = Place(ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/test", "aws", "eu-west-1")


@cache
def model(service: str) -> Any:
    return botocore.session.get_session().get_service_model(service)


def operation(name: str) -> Any:
    service, _, method = name.partition(".")
    found = {xform_name(op): op for op in model(service).operation_names}
    return model(service).operation_model(found[method])


class WrongShapeError(BaseException):
    """Not an Exception: collectors turn those into gaps."""


def check(value: Any, shape: Any) -> None:
    if shape is not None:
        problems = ParamValidator().validate(value, shape)
        if problems.has_errors():
            raise WrongShapeError(problems.generate_report())


def refused(code: str, message: str = "") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "Operation")


class FakeLine:
    """``answers``: operation -> one item per call. An exception is raised; a list is the pages of a call."""

    def __init__(self, answers: dict[str, Any], missing: tuple[str, ...] = ()) -> None:
        self.answers = {name: list(items) for name, items in answers.items()}
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.slept: list[float] = []
        self._missing = missing

    def _take(self, name: str, region: str, params: dict[str, Any]) -> Any:
        check(params, operation(name).input_shape)
        self.asked.append((name, region, params))
        return self.answers[name].pop(0)

    def _give(self, name: str, answer: Any) -> Any:
        if isinstance(answer, Exception):
            raise answer
        check(answer, operation(name).output_shape)
        return answer

    def call(self, holder: object, service: str, region: str, method: str, params: dict[str, Any]) -> Any:
        name = f"{service}.{method}"
        return self._give(name, self._take(name, region, params))

    def pages(
        self, holder: object, service: str, region: str, method: str, params: dict[str, Any]
    ) -> Callable[[], Any]:
        name = f"{service}.{method}"
        pages = self._take(name, region, params)
        left = iter(pages if isinstance(pages, list) else [pages])

        def following() -> Any:
            page = next(left, None)
            return None if page is None else self._give(name, page)

        return following

    def offered(self, service: str, region: str) -> bool:
        return service not in self._missing

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def spec(name: str) -> Collector:
    return next(c for c in COLLECTORS if c.id == name)


def fact(name: str, data: Any, status: Status = Status.COMPLETE, region: str | None = None) -> Fact:
    return Fact(name, ACCOUNT, region, status, data, NOW)


def context(
    name: str,
    answers: dict[str, Any],
    facts: tuple[Fact, ...] = (),
    place: Place = PLACE,
    missing: tuple[str, ...] = (),
) -> tuple[Context, FakeLine]:
    line = FakeLine(answers, missing)
    one = spec(name)
    region = None if one.scope == "global" else "eu-west-1"
    known = {(f.collector, f.region): f for f in facts}
    return Context(one, line, place, region, known, NOW), line


def read(name: str, answers: dict[str, Any], *facts: Fact, **more: Any) -> Any:
    """Return the data of a collector that reads everything."""
    ctx, line = context(name, answers, facts, **more)
    data = tidy(ctx.spec.read(ctx))
    assert not ctx.gaps and not any(line.answers.values())
    return data
