"""`rules` and `policy`: what a scan can prove, and what it may read."""

from __future__ import annotations

import json
from argparse import Namespace

from ftr_tui.actions.listing import find_checklist, judges, proof_words, rules
from ftr_tui.actions.opening import library_for
from ftr_tui.cli.out import cell, emit, line, say
from ftr_tui.cli.status import to_stdout
from ftr_tui.model.i18n import _
from ftr_tui.model.problem import Problem
from ftr_tui.store import sessions


def run(args: Namespace) -> int:
    """Show per item what can be proved, disproved or supported, and by which calls."""
    checklist = find_checklist(library_for(sessions.folder(args.sessions)), args.checklist)
    found = rules(checklist)
    if args.json:
        to_stdout(
            {
                "checklist": checklist.id,
                "release": checklist.release,
                "items": found,
                "judges": judges(checklist),
            }
        )
        return 0
    for entry in found:
        line(cell(entry["item"], "bold"), f" {entry['title']}")
        if not entry["rules"]:
            line(cell(_("only people can answer this"), "dim"), indent=2)
        for rule in entry["rules"]:
            line(cell(rule["question"], "cyan"), f": {proof_words(rule)}", indent=2)
            line(rule["what"], indent=4)
            actions = [a for actions in rule["calls"].values() for a in actions]
            line(cell(", ".join(dict.fromkeys(actions)), "dim"), indent=4)
    if asked := judges(checklist):
        say()
        line(cell(_("AWS's own judges, asked beside these where the account has them on"), "bold"))
    for judge in asked:
        line(cell(judge["tool"], "cyan"), f": {', '.join(judge['questions'])}", indent=2)
        line(cell(", ".join(a for actions in judge["calls"].values() for a in actions), "dim"), indent=4)
    items = [e for e in found if not e["gate"]]
    by_machine = [e for e in items if e["rules"]]
    decided = [e for e in by_machine if any(r["proves"] or r["disproves"] for r in e["rules"])]
    say()
    text = _("{} of {} items have evidence from the account; {} of them can get a yes or a no.")
    line(text.format(len(by_machine), len(items), len(decided)))
    line(_("Nothing is proved by what could not be read. The permissions: ftr-tui policy"))
    return 0


def policy(args: Namespace) -> int:
    """Print the IAM policy of a scan (or what ``wa push`` needs on top), or a role with it as a template."""
    from ftr_tui.actions.listing import policy_document, role_template

    if args.aggregator and (args.template or args.wa_push):
        raise Problem(_("--aggregator prints a policy of its own, and goes with no other option"))
    if args.template:
        # Not cleaned, not wrapped: it is a file.
        emit(role_template(args.template, name=args.role_name, wa_push=args.wa_push))
        return 0
    if args.role_name:
        raise Problem(_("--role-name goes with --terraform or --cloudformation"))
    document = policy_document(wa_push=args.wa_push, aggregator=args.aggregator)
    emit(json.dumps(document, indent=2) + "\n")
    return 0
