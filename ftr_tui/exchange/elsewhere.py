"""Files of other tools: which kind one is, told by what it holds, and what it says."""

from __future__ import annotations

import re
from enum import StrEnum

from ftr_tui.exchange import config_rules, credential_report, ocsf, prowler, security_hub, wa_report
from ftr_tui.exchange.foreign import checked, encoding_of, header_of, plain
from ftr_tui.exchange.foreign_rows import region_of
from ftr_tui.model.elsewhere import Report
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import one_line

HEAD = 1 << 16
"""Bytes that are enough to tell a kind."""
_ACCOUNT = re.compile(r"[0-9]{12}")
_KEY = re.compile(r'"([^"\\\n]{1,60})"\s*:')


class Kind(StrEnum):
    """The kinds of files that are read; the value is the kind in words."""

    HUB_CSV = "Security Hub findings (CSV)"
    HUB_JSON = "Security Hub findings (ASFF JSON)"
    OCSF = "findings as OCSF JSON"
    PROWLER = "Prowler findings (CSV)"
    CREDENTIALS = "IAM credential report (CSV)"
    CONFIG = "AWS Config compliance details (JSON)"
    WA = "Well-Architected consolidated report (JSON)"


_JSON = {
    # The first that fits; what stands in every one of the kind, near its begin.
    Kind.CONFIG: {*config_rules.LISTS, "EvaluationResultIdentifier"},
    Kind.OCSF: {"finding_info", "class_uid", "metadata.product"},
    Kind.HUB_JSON: {"Findings", "AwsAccountId", "GeneratorId", "ProductArn", "SchemaVersion"},
    Kind.WA: {"WorkloadArn", "Base64String", "LensesAppliedCount", "Metrics"},
}


def kind_of(head: bytes) -> Kind | None:
    """Return the kind of the file that begins with ``head`` (64 KB are enough), None if it is none of ours.

    It only looks: no Problem, whatever the bytes are.
    """
    text = _begin(head)
    if text[:1] in ("{", "["):
        keys = set(_KEY.findall(text))
        return next((kind for kind, signs in _JSON.items() if signs & keys), None)
    columns = frozenset(plain(name) for name in header_of(text))
    if credential_report.is_report(columns):
        return Kind.CREDENTIALS
    if prowler.is_prowler(columns):
        return Kind.PROWLER
    return Kind.HUB_CSV if security_hub.is_csv(columns) else None


def is_ours(head: bytes) -> bool:
    """Return whether ``read`` takes a file that begins with ``head``."""
    return kind_of(head) is not None


def read(data: bytes, file: str, *, account: str = "", region: str = "") -> Report:
    """Return what the file says; Problem with file, line and key where it cannot be used.

    ``account`` (12 digits) and ``region`` are for files that do not name theirs: what AWS Config prints of
    one account, the list of controls of Security Hub's console. They never replace what the file names.
    """
    checked(data, file)
    if account and not _ACCOUNT.fullmatch(account):
        raise Problem(_("an account has 12 digits"), key="--account")
    if region and region_of(region) != region:
        raise Problem(_("a Region is named as eu-west-1 is"), key="--region")
    kind = kind_of(data[:HEAD])
    if kind is Kind.HUB_CSV:
        return security_hub.read_csv(data, file, account=account, region=region)
    if kind is Kind.HUB_JSON:
        return security_hub.read_json(data, file, account=account, region=region)
    if kind is Kind.OCSF:
        return ocsf.read(data, file, account=account, region=region)
    if kind is Kind.PROWLER:
        return prowler.read(data, file, account=account)
    if kind is Kind.CREDENTIALS:
        return credential_report.read(data, file)
    if kind is Kind.CONFIG:
        return config_rules.read(data, file, account=account, region=region)
    if kind is Kind.WA:
        return wa_report.read(data, file)
    raise _unknown(data, file)


def _begin(head: bytes) -> str:
    """Return the begin of a file as text, without a mark and blanks in front."""
    # Cut at a line, or a letter of two bytes would make UTF-8 look like none.
    whole = head[: head.rfind(b"\n") + 1] or head
    return whole[:HEAD].decode(encoding_of(whole), "replace").lstrip("\ufeff \t\r\n")


def _unknown(data: bytes, file: str) -> Problem:
    """Return the Problem of a file that is none of ours; it names what is taken, and what was found."""
    text = _begin(data[:HEAD])
    taken = ", ".join(_(kind) for kind in Kind)
    if text[:1] in ("{", "["):
        found = list(dict.fromkeys(_KEY.findall(text)))[:10]
        what = _("keys found: {}")
    else:
        found = [name or "-" for name in header_of(text)][:30]
        what = _("columns found: {}")
    listed = one_line(", ".join(found), 300) or "-"
    return Problem(
        _("not a file that is read here; ") + what.format(listed),
        file=file,
        hint=_("read are: {}").format(taken),
    )
