"""The fake Well-Architected Tool refuses what AWS would, and tells when it answers as AWS could not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .fake_wa import REAL_LENS, FakeTool, Refused, routes

WORKLOAD = f"{1:032x}"
LENS = f"/workloads/{WORKLOAD}/lensReviews/wellarchitected"


@pytest.fixture
def tool() -> FakeTool:
    fake = FakeTool(("SEC01", "SEC02"))
    fake.add()
    return fake


def call(tool: FakeTool, method: str, path: str, **body: Any) -> dict[str, Any]:
    return tool.handle(method, path, json.dumps(body).encode())[1]


def test_every_operation_of_the_model_has_one_route() -> None:
    assert len(routes()) > 100
    shapes = {(method, pattern.pattern) for method, pattern, _operation in routes()}
    assert len(shapes) == len(routes())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"Notes": "x" * 2085}, "2085 is more than 2084"),
        ({"ChoiceUpdates": {"a": {"Status": "MAYBE"}}}, "MAYBE"),
        ({"ChoiceUpdates": {"a": {"Status": "SELECTED", "Notes": "x" * 251}}}, "251 is more than 250"),
        ({"ChoiceUpdates": {"a": {}}}, "Status"),
        ({"IsApplicable": "no"}, "IsApplicable"),
        ({"SelectedChoices": ["sec_of_nowhere"]}, "no such choice"),
        ({"Surprise": 1}, "Surprise"),
        ({"Reason": "WEATHER"}, "WEATHER"),
    ],
)
def test_a_request_that_aws_refuses_is_refused(tool: FakeTool, body: dict[str, Any], words: str) -> None:
    question = tool.questions[0].id
    with pytest.raises(Refused, match=words) as refused:
        call(tool, "PATCH", f"{LENS}/answers/{question}", **body)
    assert refused.value.status == 400 and not tool.answer(question)["SelectedChoices"]


def test_what_aws_asks_for_without_marking_it(tool: FakeTool) -> None:
    plain = {
        "WorkloadName": "Abc",
        "Description": "Abc",
        "Environment": "PRODUCTION",
        "Lenses": ["wellarchitected"],
    }
    plain["ClientRequestToken"] = "t"
    for body in (plain, {**plain, "ReviewOwner": "Lan"}, {**plain, "AwsRegions": ["eu-west-1"]}):
        with pytest.raises(Refused, match="ReviewOwner"):
            call(tool, "POST", "/workloads", **body)
    assert call(tool, "POST", "/workloads", **plain, ReviewOwner="Lan", AwsRegions=["eu-west-1"])[
        "WorkloadId"
    ]


def test_a_reply_that_aws_could_not_send_is_told(tool: FakeTool) -> None:
    tool.answer(REAL_LENS.question[11].id)["Reason"] = "WEATHER"
    call(tool, "GET", f"{LENS}/answers/{REAL_LENS.question[11].id}")
    assert any("WEATHER" in fault for fault in tool.faults)


def test_errors_have_the_status_of_the_model() -> None:
    known = {"ConflictException": 409, "ThrottlingException": 429, "ServiceQuotaExceededException": 402}
    assert {code: Refused(code).status for code in known} == known
