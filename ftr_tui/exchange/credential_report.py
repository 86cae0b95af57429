"""The IAM credential report as a file: the same facts as a scan's collector ``iam_rep``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ftr_tui.exchange.foreign import Table, large_cells, plain
from ftr_tui.exchange.foreign_rows import in_arn, sha, tidy
from ftr_tui.model.credential_report import user_row
from ftr_tui.model.elsewhere import Report, Tool
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem

_KEYS = ("access_key_1_active", "access_key_2_active")
_NEEDED = ("user", "arn", "password_enabled", "mfa_active", *_KEYS)
_BOOLEAN = frozenset({"true", "false"})


def is_report(columns: frozenset[str]) -> bool:
    """Return whether the columns (plain) are those of a credential report."""
    return {"user", "arn", "accesskey1active"} <= columns


def read(data: bytes, file: str) -> Report:
    """Return the report's facts, account by account; Problem where it cannot be used.

    The file does not say when AWS made it. Its newest time is the earliest that it can be of, and that is
    what ``generated_at`` and ``Report.at`` hold: an old report never looks younger than it is.
    """
    with large_cells():
        table = Table(data, file)
        found: dict[str, dict[str, Any]] = {}
        for user in _users(table):
            account, _region = in_arn(user["arn"])
            if not account:
                reason = _("no account in {}").format(tidy(user["arn"], 60) or "-")
                raise Problem(reason, file=file, line=table.line, key="arn")
            found.setdefault(account, {"generated_at": None, "rows": []})["rows"].append(user)
    for fact in found.values():
        fact["generated_at"] = max(_times(fact["rows"]), default=None)
    times = [fact["generated_at"] for fact in found.values() if fact["generated_at"]]
    notes = []
    if times:
        said = _("the file does not say when it was made; its newest entry is of {:%Y-%m-%d}")
        notes.append(said.format(min(times)))
    if table.windows:
        notes.append(_("not UTF-8: read as Windows-1252"))
    return Report(
        tool=Tool.CREDENTIAL_REPORT,
        rows=(),
        file=file,
        hash=sha(data),
        at=min(times) if times else None,
        accounts=sorted(found),
        notes=notes,
        facts=found,
    )


def _users(table: Table) -> Iterator[dict[str, Any]]:
    """Yield the users with clean names; Problem where a column or a word of AWS is missing."""
    names = [name.strip().lower().replace(" ", "_") for name in table.names]
    for name in _NEEDED:
        if table.find(plain(name)) is None or name not in names:
            raise table.missing(name)
    for cells in table.rows():
        row = dict(zip(names, cells, strict=False))
        for name in _KEYS:
            if row[name].strip().lower() not in _BOOLEAN:
                # A cell that slipped must not read as "no active key".
                reason = _("neither true nor false: {}").format(tidy(row[name], 40) or "-")
                raise Problem(reason, file=table.file, line=table.line, key=name)
        user = user_row(row)
        yield user | {"user": tidy(user["user"]), "arn": tidy(user["arn"], 400)}


def _times(rows: list[dict[str, Any]]) -> Iterator[datetime]:
    for row in rows:
        found = [row["created"], row["password_last_used"]]
        for key in row["keys"]:
            found += [key["last_rotated"], key["last_used"]]
        yield from (time for time in found if time)
