"""The ids under which AWS's own judges know a check: controls of Security Hub, rules of AWS Config."""

from __future__ import annotations

import re


def _numbers(text: str) -> dict[str, str]:
    return dict(pair.split() for pair in text.split(","))


CIS = {
    # AWS's tables "CIS AWS Foundations Benchmark"; 5.0.0 and 3.0.0 as evidence-rules.md section 6 has them.
    "5.0.0": _numbers(
        "1.2 Account.1, 1.3 IAM.4, 1.7 IAM.15, 1.8 IAM.16, 1.9 IAM.5, 1.13 IAM.3,"
        "5.3 EC2.53, 5.4 EC2.54, 5.5 EC2.2"
    ),
    "3.0.0": _numbers(
        "1.2 Account.1, 1.4 IAM.4, 1.8 IAM.15, 1.9 IAM.16, 1.10 IAM.5, 1.14 IAM.3,"
        "5.2 EC2.53, 5.3 EC2.54, 5.4 EC2.2"
    ),
    "1.4.0": _numbers("1.4 IAM.4, 1.8 IAM.15, 1.9 IAM.16, 1.10 IAM.5, 1.14 IAM.3, 1.16 IAM.1, 5.3 EC2.2"),
    "1.2.0": _numbers("1.2 IAM.5, 1.4 IAM.3, 1.9 IAM.15, 1.10 IAM.16, 1.12 IAM.4, 1.22 IAM.1, 4.3 EC2.2"),
}
"""Version of the benchmark -> its number -> the control; numbers that no question needs are not here."""

_LONG = 2_000
"""Characters that are looked at; ids and ARNs are shorter."""
_CONTROL = re.compile(r"[A-Z][A-Za-z0-9]{1,30}\.[0-9]{1,3}")
_TITLED = re.compile(r"([A-Z][A-Za-z0-9]{1,30}\.[0-9]{1,3})\s")
_OWN = re.compile(r"security-control/([A-Z][A-Za-z0-9]{1,30}\.[0-9]{1,3})(?![\w.])")
_STANDARD = re.compile(r"([a-z][a-z0-9-]{2,60})/v/([0-9]{1,3}(?:\.[0-9]{1,3}){0,2})/(?:rule/|)([\w.]{1,40})")
_CIS = re.compile(
    r"CIS AWS Foundations Benchmark v([0-9]\.[0-9]\.[0-9])/([0-9]{1,2}(?:\.[0-9]{1,2}){1,3})(?![\w.])"
)
_PACK = re.compile(r"-conformance-pack-[a-z0-9]+$", re.IGNORECASE)
_HASH = re.compile(r"-(?=[a-z]*[0-9]|[a-f0-9]+$)[a-z0-9]{6,10}$")


def control_id(text: str) -> str:
    """Return the control of Security Hub that ``text`` names, empty if it names none.

    ``text`` is the id itself (``IAM.3``), a generator (``security-control/IAM.3``,
    ``cis-aws-foundations-benchmark/v/3.0.0/1.14``, ``arn:...ruleset/.../rule/1.4``), the ARN of a finding, or
    a related requirement (``CIS AWS Foundations Benchmark v3.0.0/1.14``). A number of CIS that no question
    needs stays as it is said (``cis-aws-foundations-benchmark/v/3.0.0/2.1.1``).
    """
    text = text[:_LONG].strip()
    if _CONTROL.fullmatch(text):
        return text
    if own := _OWN.search(text):
        return own[1]
    if asked := _CIS.findall(text):
        return next((found for version, n in asked if (found := CIS.get(version, {}).get(n))), "")
    if not (said := _STANDARD.search(text)):
        return ""
    standard, version, number = said[1], said[2], said[3]
    if standard == "cis-aws-foundations-benchmark":
        return CIS.get(version, {}).get(number, f"{standard}/v/{version}/{number}")
    return number if _CONTROL.fullmatch(number) else f"{standard}/v/{version}/{number}"


def titled_control(title: str) -> str:
    """Return the control that stands before an old title, ``IAM.3 IAM users' keys ...``; else empty."""
    found = _TITLED.match(title[:_LONG].strip())
    return found[1] if found else ""


def standard_of(generator: str) -> str:
    """Return the standard and its version that a generator names, ``cis-aws-foundations-benchmark 3.0.0``."""
    found = _STANDARD.search(generator[:_LONG])
    return f"{found[1]} {found[2]}" if found else ""


def rule_name(name: str) -> str:
    """Return a Config rule's plain name: no ``securityhub-`` and hash, no suffix of a conformance pack."""
    plain = name[:_LONG].strip().lower()
    for before in ("securityhub-", "orgconfigrule-"):
        if plain.startswith(before):
            return _HASH.sub("", plain.removeprefix(before))
    return _PACK.sub("", plain)
