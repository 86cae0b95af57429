"""A Well-Architected Tool on the loopback: validated in both directions by botocore's own model.

botocore checks what is required, types and minimum lengths; this also checks maximum lengths, enums,
patterns, and what AWS asks for without marking it (ReviewOwner, Regions). A request that AWS would refuse is
refused; a reply that AWS could not send fails the test (``faults``).
"""
# ruff: noqa: N803, N815, N818  names are those of AWS and of http.server

from __future__ import annotations

import base64
import json
import re
import threading
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import botocore.session
from botocore.validate import ParamValidator

from ftr_tui.store.library import Library

ACCOUNT = "123456789012"
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC).timestamp()
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
# The tool spells these otherwise than the question's id with _no.
ODD_NONE = {
    "performing-architecture": "perf_performing_architecture_no",
    "data-management": "perf_data_no",
}
REAL_LENS = Library().lens()


@cache
def model() -> Any:
    return botocore.session.Session().get_service_model("wellarchitected")


@cache
def routes() -> list[tuple[str, re.Pattern[str], Any]]:
    out = []
    for name in model().operation_names:
        operation = model().operation_model(name)
        path = urlsplit(operation.http["requestUri"]).path
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path))
        out.append((operation.http["method"], re.compile(pattern + "/?"), operation))
    return out


def broken_limits(value: Any, shape: Any, where: str = "") -> Iterator[str]:
    """Yield what breaks the limits that botocore does not check."""
    limits = shape.metadata
    kind = shape.type_name
    if kind in ("string", "list", "map") and "max" in limits and len(value) > limits["max"]:
        yield f"{where}: {len(value)} is more than {limits['max']}"
    if kind == "integer" and "max" in limits and value > limits["max"]:
        yield f"{where}: {value} is more than {limits['max']}"
    if kind == "string":
        if shape.enum and value not in shape.enum:
            yield f"{where}: {value!r} is none of {shape.enum}"
        if "pattern" in limits and not re.search(limits["pattern"], value):
            yield f"{where}: {value!r} does not fit {limits['pattern']}"
    if kind == "structure":
        for name, member in value.items():
            if name not in shape.members:
                yield f"{where}: there is no {name}"
            elif member is not None:
                yield from broken_limits(member, shape.members[name], f"{where}.{name}")
    if kind == "list":
        for member in value:
            yield from broken_limits(member, shape.member, where)
    if kind == "map":
        for key, member in value.items():
            yield from broken_limits(key, shape.key, where)
            yield from broken_limits(member, shape.value, f"{where}.{key}")


class Refused(Exception):
    def __init__(self, code: str, message: str = "", status: int = 0, **more: Any) -> None:
        super().__init__(message)
        shapes = {s.name: s for s in model().error_shapes}
        known = shapes.get(code)
        self.status = status or (known.metadata["error"]["httpStatusCode"] if known is not None else 400)
        self.code, self.message, self.more = code, message, more


class FakeTool:
    """What the tool knows; ``trouble`` is asked before each call and may raise Refused."""

    def __init__(self, questions: Collection[str] = ()) -> None:
        """Without ``questions`` (numbers, such as SEC01) the tool has all of the lens."""
        self.questions = [q for q in REAL_LENS.question if not questions or q.number in questions]
        self.workloads: dict[str, dict[str, Any]] = {}
        self.calls: Counter[str] = Counter()
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.faults: list[str] = []
        self.page = 50
        self.lens_status, self.lens_version = "CURRENT", "2025-02-25"
        self.pdf = PDF
        self.account = ACCOUNT
        self.trouble: Any = None
        self.lock = threading.Lock()

    # --- what a test arranges ---------------------------------------------------------------------

    def add(self, name: str = "Telemetry Hub", **more: Any) -> dict[str, Any]:
        number = f"{len(self.workloads) + 1:032x}"
        self.workloads[number] = {
            "about": {
                "WorkloadId": number,
                "WorkloadName": name,
                "Description": "A product",
                "Environment": "PRODUCTION",
                "ReviewOwner": "Lan Anh",
                "Owner": self.account,
                "UpdatedAt": NOW,
                "Lenses": ["wellarchitected"],
                **more,
            },
            "answers": {q.id: seed(q) for q in self.questions},
            "milestones": [],
        }
        return self.workloads[number]

    def says(self, question: str, *chosen: str, **fields: Any) -> None:
        """Let somebody else answer a question of the newest workload in the console."""
        answer = list(self.workloads.values())[-1]["answers"][question]
        answer["SelectedChoices"] = list(chosen)
        answer.update(fields)

    def answer(self, question: str) -> dict[str, Any]:
        return list(self.workloads.values())[-1]["answers"][question]

    @property
    def sent(self) -> list[dict[str, Any]]:
        return [given for name, given in self.requests if name == "UpdateAnswer"]

    # --- one call ---------------------------------------------------------------------------------

    def handle(self, method: str, path: str, body: bytes) -> tuple[str, dict[str, Any]]:
        parts = urlsplit(path)
        fits = [(o, p.fullmatch(parts.path)) for verb, p, o in routes() if verb == method]
        operation, found = next(((o, m) for o, m in fits if m), (None, None))
        if operation is None or found is None:
            raise Refused("ValidationException", f"no such operation: {method} {parts.path}")
        shape = operation.input_shape
        given = self._gather(shape, found.groupdict(), parts.query, body)
        with self.lock:
            self.calls[operation.name] += 1
            self.requests.append((operation.name, given))
            if self.trouble is not None:
                self.trouble(self, operation.name, given)
            report = ParamValidator().validate(given, shape)
            wrong = [report.generate_report()] if report.has_errors() else []
            wrong += list(broken_limits(given, shape))
            if wrong:
                fields = [{"Name": "request", "Message": text} for text in wrong]
                raise Refused(
                    "ValidationException", "; ".join(wrong), Reason="FIELD_VALIDATION_FAILED", Fields=fields
                )
            name = re.sub(r"(?<!^)(?=[A-Z])", "_", operation.name).lower()
            reply = getattr(self, name)(**given)
            self._check_reply(operation, reply)
            return operation.name, reply

    def _gather(self, shape: Any, in_path: dict[str, str], query: str, body: bytes) -> dict[str, Any]:
        given: dict[str, Any] = json.loads(body) if body else {}
        asked = parse_qs(query)
        for name, member in shape.members.items():
            where = member.serialization.get("location")
            key = member.serialization.get("name", name)
            if where == "uri" and key in in_path:
                given[name] = unquote(in_path[key])
            elif where == "querystring" and key in asked:
                given[name] = asked[key][0]
            if where in ("uri", "querystring") and member.type_name == "integer" and name in given:
                given[name] = int(given[name])
        return given

    def _check_reply(self, operation: Any, reply: dict[str, Any]) -> None:
        report = ParamValidator().validate(reply, operation.output_shape)
        if report.has_errors():
            self.faults.append(f"{operation.name}: {report.generate_report()}")
        self.faults += [f"{operation.name} {text}" for text in broken_limits(reply, operation.output_shape)]

    def _of(self, workload: str) -> dict[str, Any]:
        if workload not in self.workloads:
            raise Refused(
                "ResourceNotFoundException", "no such workload", ResourceId=workload, ResourceType="workload"
            )
        return self.workloads[workload]

    def _paged(self, things: list[Any], token: str, most: int) -> tuple[list[Any], dict[str, str]]:
        start, size = int(token or 0), min(self.page, most)
        following = {"NextToken": str(start + size)} if start + size < len(things) else {}
        return things[start : start + size], following

    # --- operations -------------------------------------------------------------------------------

    def list_workloads(self, NextToken: str = "", MaxResults: int = 50, **_: Any) -> dict[str, Any]:
        keep = ("WorkloadId", "WorkloadName", "Owner", "UpdatedAt", "Lenses")
        rows = [{k: w["about"][k] for k in keep} for w in self.workloads.values()]
        page, more = self._paged(rows, NextToken, MaxResults)
        return {"WorkloadSummaries": page, **more}

    def create_workload(self, WorkloadName: str, Lenses: list[str], **more: Any) -> dict[str, Any]:
        if not more.get("ReviewOwner") or not (more.get("AwsRegions") or more.get("NonAwsRegions")):
            raise Refused("ValidationException", "ReviewOwner and a Region are needed")
        same = "".join(WorkloadName.lower().split())
        if any("".join(w["about"]["WorkloadName"].lower().split()) == same for w in self.workloads.values()):
            raise Refused("ConflictException", "name taken", ResourceId="x", ResourceType="workload")
        more.pop("ClientRequestToken")
        made = self.add(WorkloadName, **more)["about"]
        return {
            "WorkloadId": made["WorkloadId"],
            "WorkloadArn": f"arn:aws:wellarchitected:eu-west-1:{ACCOUNT}:workload/{made['WorkloadId']}",
        }

    def get_workload(self, WorkloadId: str) -> dict[str, Any]:
        return {"Workload": self._of(WorkloadId)["about"]}

    def get_lens_review(self, WorkloadId: str, LensAlias: str, MilestoneNumber: int = 0) -> dict[str, Any]:
        pillars: dict[str, Counter[str]] = {}
        for answer in self._answers(WorkloadId, MilestoneNumber).values():
            pillars.setdefault(answer["PillarId"], Counter())[answer["Risk"]] += 1
        rows = [{"PillarId": p, "PillarName": p, "RiskCounts": dict(c)} for p, c in pillars.items()]
        return {
            "WorkloadId": WorkloadId,
            "LensReview": {
                "LensAlias": LensAlias,
                "LensVersion": self.lens_version,
                "LensStatus": self.lens_status,
                "UpdatedAt": NOW,
                "PillarReviewSummaries": rows,
            },
        }

    def _answers(self, workload: str, milestone: int) -> dict[str, Any]:
        found = self._of(workload)
        if not milestone:
            return found["answers"]
        stones = [m for m in found["milestones"] if m["number"] == milestone]
        if not stones:
            raise Refused(
                "ResourceNotFoundException", "no such milestone", ResourceId="x", ResourceType="milestone"
            )
        return stones[0]["answers"]

    def list_answers(
        self, WorkloadId: str, LensAlias: str, PillarId: str = "", NextToken: str = "", MaxResults: int = 50,
        MilestoneNumber: int = 0,
    ) -> dict[str, Any]:  # fmt: skip
        rows = []
        for answer in self._answers(WorkloadId, MilestoneNumber).values():
            if PillarId in ("", answer["PillarId"]):
                row = {k: v for k, v in answer.items() if k not in ("Notes", "ChoiceAnswers")}
                marked = answer["ChoiceAnswers"]
                row["ChoiceAnswerSummaries"] = [{k: v for k, v in c.items() if k != "Notes"} for c in marked]
                rows.append(row)
        page, more = self._paged(rows, NextToken, MaxResults)
        return {"WorkloadId": WorkloadId, "LensAlias": LensAlias, "AnswerSummaries": page, **more}

    def get_answer(self, WorkloadId: str, LensAlias: str, QuestionId: str, **_: Any) -> dict[str, Any]:
        answers = self._of(WorkloadId)["answers"]
        if QuestionId not in answers:
            raise Refused(
                "ResourceNotFoundException", "no such question", ResourceId="x", ResourceType="question"
            )
        answer = answers[QuestionId]
        answer["Risk"] = risk(answer)
        return {"WorkloadId": WorkloadId, "LensAlias": LensAlias, "Answer": answer}

    def update_answer(
        self, WorkloadId: str, LensAlias: str, QuestionId: str, SelectedChoices: list[str] | None = None,
        ChoiceUpdates: dict[str, Any] | None = None, **fields: Any,
    ) -> dict[str, Any]:  # fmt: skip
        answer = self.get_answer(WorkloadId, LensAlias, QuestionId)["Answer"]
        known = {c["ChoiceId"] for c in answer["Choices"]}
        wrong = {*(SelectedChoices or ()), *(ChoiceUpdates or {})} - known
        if wrong:
            raise Refused("ValidationException", f"no such choice: {sorted(wrong)}", Reason="OTHER")
        marked = {c["ChoiceId"]: c for c in answer["ChoiceAnswers"]}
        if SelectedChoices is not None:
            answer["SelectedChoices"] = list(SelectedChoices)
            marked = {k: c for k, c in marked.items() if c["Status"] == "NOT_APPLICABLE"}
        for choice, update in (ChoiceUpdates or {}).items():
            marked[choice] = {**marked.get(choice, {}), "ChoiceId": choice, **update}
        for choice in answer["SelectedChoices"]:
            marked[choice] = {"ChoiceId": choice, "Status": "SELECTED", "Reason": "NONE"}
        answer["ChoiceAnswers"] = list(marked.values())
        answer.update(fields)
        if answer["IsApplicable"]:
            answer["Reason"] = "NONE"
        return self.get_answer(WorkloadId, LensAlias, QuestionId)

    def create_milestone(self, WorkloadId: str, MilestoneName: str, **_: Any) -> dict[str, Any]:
        found = self._of(WorkloadId)
        if any(m["name"] == MilestoneName for m in found["milestones"]):
            raise Refused("ConflictException", "name taken", ResourceId="x", ResourceType="milestone")
        number = len(found["milestones"]) + 1
        answers = json.loads(json.dumps(found["answers"]))
        stone = {"number": number, "name": MilestoneName, "at": NOW + number * 86400, "answers": answers}
        found["milestones"].append(stone)
        return {"WorkloadId": WorkloadId, "MilestoneNumber": number}

    def list_milestones(self, WorkloadId: str, NextToken: str = "", MaxResults: int = 50) -> dict[str, Any]:
        rows = [
            {"MilestoneNumber": m["number"], "MilestoneName": m["name"], "RecordedAt": m["at"]}
            for m in self._of(WorkloadId)["milestones"]
        ]
        page, more = self._paged(rows, NextToken, MaxResults)
        return {"WorkloadId": WorkloadId, "MilestoneSummaries": page, **more}

    def get_lens_review_report(
        self, WorkloadId: str, LensAlias: str, MilestoneNumber: int = 0
    ) -> dict[str, Any]:
        self._answers(WorkloadId, MilestoneNumber)
        text = base64.b64encode(self.pdf).decode()
        return {"WorkloadId": WorkloadId, "LensReviewReport": {"LensAlias": LensAlias, "Base64String": text}}


def seed(question: Any) -> dict[str, Any]:
    """Return an unanswered question, its choices in another order than ours, "none of these" among them."""
    choices = [*reversed([p.id for p in question.practice]), none_id(question.id)]
    return {
        "QuestionId": question.id,
        "PillarId": question.pillar,
        "QuestionTitle": question.title,
        "Choices": [{"ChoiceId": c, "Title": c} for c in choices],
        "SelectedChoices": [],
        "ChoiceAnswers": [],
        "IsApplicable": True,
        "Risk": "UNANSWERED",
        "Reason": "NONE",
        "Notes": "",
    }


def none_id(question: str) -> str:
    return ODD_NONE.get(question, f"zz_{question.replace('-', '_')}_no")


def risk(answer: dict[str, Any]) -> str:
    """Return a risk by a rule of this fake's own: AWS's is not published, and ours is only an estimate."""
    if not answer["IsApplicable"]:
        return "NOT_APPLICABLE"
    chosen = set(answer["SelectedChoices"])
    if not chosen:
        return "UNANSWERED"
    aside = {c["ChoiceId"] for c in answer["ChoiceAnswers"] if c["Status"] == "NOT_APPLICABLE"}
    missing = [c["ChoiceId"] for c in answer["Choices"] if c["ChoiceId"] not in chosen | aside]
    missing = [c for c in missing if not c.endswith("_no")]
    heavy = [c for c in missing if c in REAL_LENS.practices and REAL_LENS.practices[c].risk == "High"]
    return "HIGH" if heavy else "MEDIUM" if missing else "NONE"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body in one packet: else each answer waits 40 ms for the other side's receipt.
    wbufsize = -1
    disable_nagle_algorithm = True
    tool: FakeTool

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if body.startswith(b"Action=GetCallerIdentity"):
            return self._send(200, identity(self.tool.account), "text/xml")
        try:
            _name, reply = self.tool.handle(self.command, self.path, body)
        except Refused as error:
            data = json.dumps({"Message": error.message, **error.more}).encode()
            return self._send(error.status, data, "application/json", {"x-amzn-errortype": error.code})
        except ConnectionAbortedError:
            self.close_connection = True
            return self.connection.close()
        except Exception as error:
            self.tool.faults.append(repr(error))
            return self._send(500, b"{}", "application/json", {"x-amzn-errortype": "InternalServerException"})
        return self._send(200, json.dumps(reply).encode(), "application/json")

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve

    def _send(self, status: int, data: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(data)),
            **(headers or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


def identity(account: str) -> bytes:
    return (
        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
        f"<Arn>arn:aws:iam::{account}:user/anh</Arn><UserId>A</UserId><Account>{account}</Account>"
        "</GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>"
        "</GetCallerIdentityResponse>"
    ).encode()


@contextmanager
def serving(tool: FakeTool) -> Iterator[str]:
    """Serve a fake on a free port of the loopback."""
    handler = type("Handler", (_Handler,), {"tool": tool})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
