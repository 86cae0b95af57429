"""The AWS Well-Architected Tool: workloads, answers, milestones, the report.

The only place that writes to AWS, by three calls: CreateWorkload, UpdateAnswer, CreateMilestone. Nothing here
asks a person; who calls it has asked.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from ftr_tui.aws.access import AccessError, Login, Target, connect
from ftr_tui.aws.deadline import within
from ftr_tui.aws.endpoints import client_config, foreign_host, keep_local_host, refuse_unreadable
from ftr_tui.aws.errors import Kind, log_in_again, unread
from ftr_tui.model.text import clean, mask_secrets, one_line
from ftr_tui.model.workload import Milestone, ToolAnswer

T = TypeVar("T")

READ = (
    "wellarchitected:GetAnswer",
    "wellarchitected:GetLensReview",
    "wellarchitected:GetLensReviewReport",
    "wellarchitected:GetWorkload",
    "wellarchitected:ListAnswers",
    "wellarchitected:ListMilestones",
    "wellarchitected:ListWorkloads",
)
"""The IAM actions of ``wa pull`` and ``wa report``."""
WRITE = (
    "wellarchitected:CreateMilestone",
    "wellarchitected:CreateWorkload",
    "wellarchitected:UpdateAnswer",
)
"""What ``wa create``, ``wa push`` and ``wa milestone`` need on top."""

_CALL_SECONDS = 20.0
_REPORT_SECONDS = 60.0
_MOST_REPORT = 50_000_000
_THROTTLED = ("ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded")


class ToolError(AccessError):
    """One call of the tool failed: ``kind`` and ``code`` say how, message and hint are for a person."""

    def __init__(self, kind: Kind, code: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.kind = kind
        self.code = code

    @property
    def is_conflict(self) -> bool:
        """Whether somebody else was changing the same thing."""
        return self.code == "ConflictException"

    @property
    def is_denied(self) -> bool:
        """Whether the right to do it is missing."""
        return self.kind in (Kind.DENIED, Kind.POLICY)

    @property
    def is_throttled(self) -> bool:
        """Whether AWS asked to come back later, after retries."""
        return self.code in _THROTTLED


@dataclass(frozen=True)
class Summary:
    """One workload of the list."""

    id: str
    name: str
    updated: datetime | None


@dataclass(frozen=True)
class Plan:
    """A workload to be created."""

    name: str
    description: str
    owner: str
    production: bool
    accounts: tuple[str, ...]
    regions: tuple[str, ...]


class Tool:
    """The tool in one account and Region."""

    def __init__(self, login: Login, region: str) -> None:
        self.account = login.account
        self.region = region
        self._profile = login.target.profile
        self._client: Any = login.session.client(
            "wellarchitected", region_name=region, config=client_config()
        )
        keep_local_host(self._client)
        refuse_unreadable(self._client)
        self.foreign = foreign_host(self._client.meta.endpoint_url)
        """Host of an endpoint outside AWS's domains, else empty."""

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    # --- reading ------------------------------------------------------------------------------------

    def workloads(self) -> list[Summary]:
        """Return every workload of this account and Region, by name."""
        found = self._understood(
            "ListWorkloads",
            lambda: [
                Summary(text_of(w["WorkloadId"]), text_of(w.get("WorkloadName", "")), w.get("UpdatedAt"))
                for page in self._pages("list_workloads", MaxResults=50)
                for w in page.get("WorkloadSummaries", ())
            ],
        )
        return sorted(found, key=lambda w: w.name.casefold())

    def workload(self, workload: str) -> dict[str, Any]:
        """Return what the tool knows of a workload itself."""
        reply = self._call("get_workload", WorkloadId=workload)
        return self._understood("GetWorkload", lambda: dict(reply["Workload"]))

    def lens_review(self, workload: str, lens: str, milestone: int | None = None) -> dict[str, Any]:
        """Return release, status and figures of the lens, now or at a milestone."""
        reply = self._call("get_lens_review", **_at(workload, lens, milestone))
        return self._understood("GetLensReview", lambda: dict(reply["LensReview"]))

    def answers(self, workload: str, lens: str, now: datetime) -> dict[str, ToolAnswer]:
        """Return every answer as the list has it: without notes."""
        return self._understood(
            "ListAnswers",
            lambda: {
                text_of(found["QuestionId"]): _answer(found, now, noted=False)
                for page in self._pages("list_answers", **_at(workload, lens), MaxResults=50)
                for found in page.get("AnswerSummaries", ())
            },
        )

    def answer(self, workload: str, lens: str, question: str, now: datetime) -> ToolAnswer:
        """Return one answer whole."""
        reply = self._call("get_answer", **_at(workload, lens), QuestionId=question)
        return self._understood("GetAnswer", lambda: _answer(reply["Answer"], now))

    def milestones(self, workload: str) -> list[Milestone]:
        """Return the milestones, without their figures, oldest first."""
        found = self._understood(
            "ListMilestones",
            lambda: [
                Milestone(
                    number=m["MilestoneNumber"],
                    name=text_of(m.get("MilestoneName", "")),
                    recorded_at=m["RecordedAt"],
                )
                for page in self._pages("list_milestones", WorkloadId=workload, MaxResults=50)
                for m in page.get("MilestoneSummaries", ())
            ],
        )
        return sorted(found, key=lambda m: m.number)

    def report(self, workload: str, lens: str, milestone: int | None) -> bytes:
        """Return AWS's report as the bytes of a PDF; ToolError if what came is none."""
        reply = self._call("get_lens_review_report", _REPORT_SECONDS, **_at(workload, lens, milestone))
        text = reply.get("LensReviewReport", {}).get("Base64String", "")
        try:
            pdf = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            pdf = b""
        # %%EOF is its last line; a few bytes may follow it.
        if not pdf.startswith(b"%PDF-") or b"%%EOF" not in pdf[-1024:] or len(pdf) > _MOST_REPORT:
            raise ToolError(
                Kind.FAILED, "NoPdf", "What AWS sent as the report is no whole PDF.", "Try again."
            )
        return pdf

    # --- writing ------------------------------------------------------------------------------------

    def create(self, plan: Plan, lens: str) -> str:
        """Create a workload; return its id."""
        reply = self._call(
            "create_workload",
            WorkloadName=plan.name,
            Description=plan.description,
            Environment="PRODUCTION" if plan.production else "PREPRODUCTION",
            ReviewOwner=plan.owner,
            AwsRegions=list(plan.regions),
            Lenses=[lens],
            **({"AccountIds": list(plan.accounts)} if plan.accounts else {}),
        )
        return self._understood("CreateWorkload", lambda: text_of(reply["WorkloadId"]))

    def update(
        self, workload: str, lens: str, question: str, request: dict[str, Any], now: datetime
    ) -> ToolAnswer:
        """Write one answer; return it as the tool has it now."""
        reply = self._call("update_answer", **_at(workload, lens), QuestionId=question, **request)
        return self._understood("UpdateAnswer", lambda: _answer(reply["Answer"], now))

    def milestone(self, workload: str, name: str) -> int:
        """Make a milestone of everything as it is; return its number."""
        reply = self._call("create_milestone", WorkloadId=workload, MilestoneName=name)
        return self._understood("CreateMilestone", lambda: int(reply["MilestoneNumber"]))

    # --- calls --------------------------------------------------------------------------------------

    def _call(self, operation: str, seconds: float = _CALL_SECONDS, /, **params: Any) -> dict[str, Any]:
        name = "".join(word.title() for word in operation.split("_"))
        try:
            reply: dict[str, Any] = within(seconds, lambda: getattr(self._client, operation)(**params))
        except Exception as error:
            raise self._failed(error, name) from error
        return reply

    def _pages(self, operation: str, /, **params: Any) -> Iterator[dict[str, Any]]:
        # botocore knows no paginator for any of these.
        while True:
            page = self._call(operation, **params)
            yield page
            following = page.get("NextToken")
            if not following:
                return
            if following == params.get("NextToken"):
                raise ToolError(Kind.FAILED, "Paging", f"AWS sent the same page of {operation} again.")
            params["NextToken"] = following

    def _understood(self, name: str, work: Callable[[], T]) -> T:
        try:
            return work()
        except (KeyError, TypeError, ValueError) as error:
            text = f"What AWS answered to {name} could not be understood ({type(error).__name__})."
            raise ToolError(Kind.FAILED, "Unreadable", text) from error

    def _failed(self, error: Exception, operation: str) -> ToolError:
        action = f"wellarchitected:{operation}"
        found = unread(error, action)
        kind, code, reason = found.kind, found.gap.code, found.gap.reason
        if kind is Kind.EXPIRED:
            return ToolError(kind, code, "Credentials expired.", _again(log_in_again(self._profile)))
        if kind is Kind.DENIED:
            more = " --wa-push" if action in WRITE else ""
            return ToolError(kind, code, f"The permission {action} is missing.", f"See: ftr-tui policy{more}")
        if code in _THROTTLED:
            return ToolError(kind, code, f"AWS throttled {action} after retries.", "Try again later.")
        if code == "ConflictException":
            return ToolError(
                kind, code, "Somebody else is changing the same thing in the tool.", "Try again."
            )
        if code == "ResourceNotFoundException":
            where = f"account {self.account}, Region {self.region}"
            return ToolError(kind, code, f"The tool has no such thing in {where}: {_said(error)}", "")
        if code == "ValidationException":
            return ToolError(kind, code, f"The tool does not take what was sent: {_said(error)}")
        return ToolError(kind, code, reason[:1].upper() + reason[1:])


def open_tool(profile: str | None, region: str) -> Tool:
    """Log in and return the tool; ``region`` empty: the login's own. AccessError says why that cannot be."""
    try:
        login = connect(Target(profile))
    except AccessError as error:
        raise AccessError(error.message, _again(error.hint)) from error
    region = region or login.home
    offered = login.session.get_available_regions("wellarchitected", login.partition)
    known = login.session.get_available_regions("ec2", login.partition)
    # A Region newer than this botocore is in no list at all.
    if region not in offered and (region in known or "-" not in region):
        raise AccessError(
            f"AWS does not offer the Well-Architected Tool in {region}.",
            f"A workload lives in one Region; name it with --region: {', '.join(offered)}",
        )
    return Tool(login, region)


def _at(workload: str, lens: str, milestone: int | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"WorkloadId": workload, "LensAlias": lens}
    return found | ({"MilestoneNumber": milestone} if milestone else {})


def _answer(found: dict[str, Any], now: datetime, *, noted: bool = True) -> ToolAnswer:
    marked = found.get("ChoiceAnswers") or found.get("ChoiceAnswerSummaries") or ()
    aside = {
        text_of(c["ChoiceId"]): text_of(c.get("Reason") or "NONE")
        for c in marked
        if c.get("Status") == "NOT_APPLICABLE"
    }
    notes = {text_of(c["ChoiceId"]): _note(c.get("Notes") or "") for c in marked}
    return ToolAnswer(
        question=text_of(found["QuestionId"]),
        pillar=text_of(found.get("PillarId", "")),
        chosen=[text_of(c) for c in found.get("SelectedChoices", ()) if c not in aside],
        aside=aside,
        choice_notes={choice: text for choice, text in notes.items() if text},
        notes=_note(found.get("Notes") or ""),
        applies=bool(found.get("IsApplicable", True)),
        reason=text_of(found.get("Reason") or "") if not found.get("IsApplicable", True) else "",
        risk=text_of(found.get("Risk") or "UNANSWERED"),
        at=now,
        choices=[text_of(c["ChoiceId"]) for c in found.get("Choices", ())],
        noted=noted,
    )


def text_of(text: object) -> str:
    """Return a short text of AWS as it is kept; a description may quote a password as well as a note."""
    return one_line(mask_secrets(str(text))[0], 300)


def _note(text: str) -> str:
    # What people typed into the console is no safer than what they type here.
    return mask_secrets(clean(text))[0]


def _said(error: Exception) -> str:
    response = getattr(error, "response", None) or {}
    fields = [f"{f.get('Name')}: {f.get('Message')}" for f in response.get("Fields") or ()]
    return one_line("; ".join([str((response.get("Error") or {}).get("Message") or ""), *fields]), 250)


def _again(hint: str) -> str:
    return hint.replace("scan again", "run this again")
