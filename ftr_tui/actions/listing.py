"""What there is: the rules of evidence per item, and the permissions they need."""

from __future__ import annotations

from typing import Any

from ftr_tui.model.checklist import Checklist, Control
from ftr_tui.model.facts import Verdict
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.model.text import one_line
from ftr_tui.store.library import Library


def find_checklist(library: Library, name: str) -> Checklist:
    """Return the checklist ``ID[@RELEASE]``, the newest release unless one is named."""
    checklist, _at, release = name.partition("@")
    return library.checklist(checklist, release or None)


def rules(checklist: Checklist) -> list[dict[str, Any]]:
    """Return per item what an account can prove, disprove or support, and by which IAM actions."""
    from ftr_tui.aws.collect import COLLECTORS
    from ftr_tui.rules import RULES, asked

    judged = asked(checklist)
    actions = {c.id: list(c.actions) for c in COLLECTORS}
    out: list[dict[str, Any]] = []
    for item in checklist.items:
        own = {q.id for q in item.question if q.id in judged}
        found = []
        for rule in RULES:
            if rule.question not in own:
                continue
            decided = [v for v in Verdict if v in rule.can and v.decided]
            good = [
                str(v) for v in decided if v is Verdict.NOT_APPLICABLE or str(v) == rule.favourable_answer
            ]
            found.append(
                {
                    "question": rule.question,
                    "what": rule.what,
                    "proves": good,
                    "disproves": [str(v) for v in decided if str(v) not in good],
                    "supports": Verdict.SUPPORTS in rule.can,
                    "calls": {c: actions.get(c, []) for c in (*rule.collectors, *rule.tells)},
                }
            )
        is_gate = not isinstance(item, Control)
        out.append({"item": item.id, "title": item.title, "gate": is_gate, "rules": found})
    return out


def judges(checklist: Checklist) -> list[dict[str, Any]]:
    """Return AWS's own judges that a scan asks where they are on: about which questions, by which actions."""
    from ftr_tui.actions.judging import TOOLS
    from ftr_tui.aws.collect import COLLECTORS, judge_advisor, judge_hub, judge_rules
    from ftr_tui.rules import asked
    from ftr_tui.rules.elsewhere import speaks_of

    checks: dict[str, list[str]] = {
        "hub": [*judge_hub.PROVES, *judge_hub.DISPROVES],
        "rules": list(judge_rules.CHECKS.values()),
        "advisor": list(judge_advisor.CHECKS),
    }
    judged = asked(checklist)
    out = []
    for spec in COLLECTORS:
        tool = TOOLS.get(spec.id)
        if tool is not None:
            about = {speaks_of(tool, check) for check in checks[spec.id]}
            questions = [q for q in judged if q in about]
            out.append({"tool": str(tool), "questions": questions, "calls": {spec.id: list(spec.actions)}})
    return [judge for judge in out if judge["questions"]]


def proof_words(rule: dict[str, Any]) -> str:
    """Return what a rule can do, in words: proved, disproved, supported."""
    words = []
    if rule["proves"]:
        words.append(_("can be proved ({})").format(", ".join(rule["proves"])))
    if rule["disproves"]:
        words.append(_("can be disproved ({})").format(", ".join(rule["disproves"])))
    if rule["supports"]:
        words.append(_("can be supported"))
    return ", ".join(words)


def policy_document(*, wa_push: bool = False, aggregator: bool = False) -> dict[str, Any]:
    """Return the IAM policy that scan and ``wa`` need to read; or what ``wa`` needs on top to write.

    ``aggregator``: what ``scan --aggregator`` needs, and no more.
    """
    from ftr_tui.aws.policy import aggregator_policy, read_only_policy, wa_push_policy

    if aggregator:
        return aggregator_policy()
    return wa_push_policy() if wa_push else read_only_policy()


def role_template(kind: str, *, name: str = "", wa_push: bool = False) -> str:
    """Return the role of a scan as ``terraform`` or ``cloudformation``; Problem where IAM takes no such name.

    Its policy is ``policy_document()``; with ``wa_push`` what writing needs is a second policy beside it.
    """
    from ftr_tui.aws import role

    if name and not role.NAME.fullmatch(name):
        raise Problem(
            _("{} cannot be the name of a role").format(one_line(name, 80)),
            key="--role-name",
            hint=_("1 to 64 letters, digits and _+=,.@-"),
        )
    made = role.make(f"--{kind}", name=name, wa_push=wa_push)
    if kind == "terraform":
        from ftr_tui.aws.role_terraform import configuration

        return configuration(made)
    from ftr_tui.aws.role_cloudformation import template

    return template(made)
