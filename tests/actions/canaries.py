"""A session, its findings and its workload with something to hide in every field that a person can fill.

The models are walked field by field, so a field that is added tomorrow has its canary tomorrow.
"""

from __future__ import annotations

import itertools
import types
import typing
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import AwareDatetime, BaseModel

from ftr_tui.model.facts import Evidence, Verdict
from ftr_tui.model.session import Session
from ftr_tui.model.workload import Workload

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
WORKLOAD = "0123456789abcdef0123456789abcdef"
MEMBER = "Quirina Zqorvath"

PEOPLE = {"by", "owner", "who", "seat", "seats", "reviewers", "people", "signed_by", "imported_by"}
KEYS = {
    "answers": "IAM-002.1", "responses": "IAM-002", "owners": "IAM-002", "road": "review-meeting",
    "calendar": "alarm-check", "review_question": "priorities", "practice": "ops_priorities_ext_cust_needs",
    "report_check": "SOC-001", "former": "IAM-002.1@2025.2",
}  # fmt: skip
"""The ids by which a session's tables are keyed."""
FIXED: dict[str, Any] = {
    "checklist": "partner-hosted", "release": "2026.1", "question": "IAM-002.1", "kind": "key-inventory",
    "controls": ["IAM-002"], "control": "IAM-002", "round": "N1", "value": "yes", "item": "IAM-002",
    "what": None, "from_": "R1", "task": "alarm-check", "document": "D01", "verdict": Verdict.NO,
    "region": "eu-west-1", "regions": ["eu-west-1"], "service": "ec2", "was": "yes", "now": "no",
    "against": "no", "pillar": "security", "risk": "HIGH", "id": "D01", "sha256": "", "source": "person",
    "shown": ["key-inventory"], "slot": "", "state": None, "asker": None, "sources": ["iam"],
    "lens_alias": "wellarchitected", "lens_version": "2025-02-25", "lens_status": "CURRENT",
    "position": None, "aws_text": "", "product": "Harmless Billing", "email": None,
}  # fmt: skip
"""Fields that hold an id or a word of ours; None: as it comes."""
IDS = {"Round": "N1", "Comment": "K1", "Rehearsal": "R1", "Supply": "S1", "OwnQuestion": "Q1", "Done": "C1"}


class Garden:
    """Makes models; ``planted`` has what each field holds that must not be seen."""

    def __init__(self) -> None:
        self.planted: dict[str, str] = {}
        self._numbers = itertools.count(1)

    def text(self, path: str) -> str:
        """Return a text with an account, an ARN, an address and a name in it."""
        n = next(self._numbers)
        self.planted[f"canary{n:03}"] = path
        account = f"{111_100_000_000 + n:012}"
        dashed = f"{account[:4]}-{account[4:8]}-{account[8:]}"
        self.planted |= {account: path, dashed: path}
        return (
            f"Text of {dashed}, arn:aws:iam::{account}:user/canary{n:03}u "
            f"canary{n:03}@mail.example, {MEMBER} said."
        )

    def person(self, path: str) -> str:
        """Return a name that nobody else has."""
        n = next(self._numbers)
        self.planted[f"Zqora{n:03}"] = path
        return f"Zqora{n:03}"

    def account(self, path: str) -> str:
        """Return an account id that stands nowhere else."""
        n = next(self._numbers)
        self.planted[f"{222_200_000_000 + n:012}"] = path
        return f"{222_200_000_000 + n:012}"

    def resource(self, path: str) -> str:
        """Return the name of a bucket."""
        n = next(self._numbers)
        self.planted[f"canary{n:03}-logs"] = path
        return f"canary{n:03}-logs"

    def make(self, model: type[BaseModel], path: str = "", **given: Any) -> dict[str, Any]:
        """Return the fields of ``model``, each filled."""
        out: dict[str, Any] = {}
        for name, field in model.model_fields.items():
            key = field.alias or name
            where = f"{path}.{name}" if path else f"{model.__name__}.{name}"
            if key in given:
                out[key] = given[key]
            elif name == "schema_":
                out[key] = 1
            elif name == "id" and model.__name__ in IDS:
                out[key] = IDS[model.__name__]
            elif name == "id" and model.__name__ in ("Workload", "WorkloadRef"):
                out[key] = WORKLOAD
            elif name == "minutes":
                out[key] = 120
            elif FIXED.get(name) is not None and _fits(FIXED[name], field.annotation):
                out[key] = FIXED[name]
            elif (model.__name__, name) == ("Rehearsal", "asker"):
                out[key] = "not-own-area"
            else:
                out[key] = self.value(field.annotation, name, where)
        return out

    def value(self, kind: Any, name: str, path: str) -> Any:
        """Return something of a type, for the field ``name``."""
        origin, args = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return self.value(args[0], name, path)
        if origin is Literal:
            return args[0]
        if origin in (types.UnionType, typing.Union):
            return self.value(next(a for a in args if a is not type(None)), name, path)
        if origin is list:
            return [self.value(args[0], name, path)]
        if origin is dict:
            return {KEYS.get(name, "key"): self.value(args[1], name, path)}
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return self.make(kind, path)
        if kind is str:
            return self._string(name, path)
        plain: dict[Any, Any] = {bool: True, int: 1, float: 1.0, date: date(2026, 11, 20), AwareDatetime: AT}
        return plain[kind]

    def _string(self, name: str, path: str) -> str:
        if name in PEOPLE or path.endswith(("asked.asker", "member.name")):
            return self.person(path)
        if name in ("account", "accounts", "role_accounts", "left_out", "unreached"):
            return self.account(path)
        if name == "name" and "resources" in path:
            return self.resource(path)
        return self.text(path)


def _fits(value: Any, kind: Any) -> bool:
    """Return whether a fixed value is of a field's type: ``task`` is an id here and a yes or no there."""
    if isinstance(value, list):
        return get_origin(kind) is list
    kinds = {get_args(k)[0] if get_origin(k) is Annotated else k for k in (kind, *get_args(kind))}
    return type(value) in kinds


def everything() -> tuple[Session, Evidence, Workload, dict[str, str]]:
    """Return a session, findings and a workload that are full of canaries, and canary -> its field."""
    garden = Garden()
    made = garden.make(Session, routes=["sheet", "wafr", "soc2"], sample=False, created=AT, revision=1)
    made["member"].append({"name": MEMBER, "role": "architect"})
    made["calendar"]["of-our-own"] = garden.make(_of(Session, "calendar"), "Session.calendar.own", off="")
    made["rehearsal"][0]["running"] = None
    # A draft of another product is in no export as a response.
    made["responses"][KEYS["responses"]]["from"] = ""
    made["conflict"][0]["what"] = "answer IAM-002.1"
    made["practice"][KEYS["practice"]]["state"] = "not-done"
    made["review_question"]["priorities"] |= {"none": False, "applies": True}
    session = Session.model_validate(made)
    evidence = Evidence.model_validate(garden.make(Evidence))
    workload = Workload.model_validate(garden.make(Workload))
    return session, evidence, workload, garden.planted


def _of(model: type[BaseModel], field: str) -> type[BaseModel]:
    """Return the model of the values of a table."""

    def inner(kind: Any) -> Iterator[type[BaseModel]]:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield kind
        for arg in get_args(kind):
            yield from inner(arg)

    return next(inner(model.model_fields[field].annotation))
