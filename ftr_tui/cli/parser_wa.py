"""What may be typed after ``wa``. Imports nothing but argparse, as parser.py does."""

from __future__ import annotations

import argparse
from typing import Any

from ftr_tui.model.i18n import _


def add_wa(wa: argparse.ArgumentParser, parser_class: Any) -> None:
    """Add the commands of ``wa``."""
    commands = wa.add_subparsers(metavar="WHAT", dest="what", required=True, parser_class=parser_class)

    def add(name: str, run: str, words: str) -> argparse.ArgumentParser:
        command: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
        command.add_argument("--sessions", metavar="DIR", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        command.add_argument("name", metavar="NAME")
        command.set_defaults(run=run, is_app=False)
        return command

    pull = add("pull", "ftr_tui.cli.wa:pull", _("read a workload of the Well-Architected Tool"))
    _reach(pull)
    pull.add_argument("--workload", metavar="ID|NAME", default="", help=_("which one; kept with the session"))
    _take(pull, _("what differs: as the tool has it, or as the session has it at the next push"))
    create = add("create", "ftr_tui.cli.wa:create", _("make a workload in the tool; shown and asked first"))
    _reach(create)
    create.add_argument("--workload", metavar="NAME", default="", help=_("its name (the product)"))
    create.add_argument("--description", metavar="TEXT", default="")
    create.add_argument("--owner", metavar="WHO", default="", help=_("review owner (who you are)"))
    environments = ("production", "preproduction")
    create.add_argument("--environment", choices=environments, default="production")
    create.add_argument("--account", metavar="ID", action="append", default=[], help=_("what it runs in"))
    uses = _("a Region that it runs in; --region is the one in which the workload is kept")
    create.add_argument("--uses", metavar="R", action="append", default=[], help=uses)
    _writes(create)
    push = add("push", "ftr_tui.cli.wa:push", _("write changed answers into the tool; shown and asked first"))
    _reach(push)
    _take(push, _("what both sides changed: the session's word, or the tool's"))
    _writes(push)
    milestone = add("milestone", "ftr_tui.cli.wa:milestone", _("make a milestone; shown and asked first"))
    _reach(milestone)
    milestone.add_argument("--title", metavar="TEXT", default="", help=_("its name (FTR and the day)"))
    _writes(milestone)
    report = add("report", "ftr_tui.cli.wa:report", _("write AWS's own report as PDF, into the binder too"))
    report.add_argument("file", metavar="FILE.pdf")
    _reach(report)
    number = _("of which milestone (the newest)")
    report.add_argument("--milestone", metavar="N", type=int, help=number)
    report.add_argument("--force", action="store_true", help=_("write over FILE.pdf"))
    review = add(
        "status", "ftr_tui.cli.wa_review:status", _("the review: pillars, questions, what to improve")
    )
    review.add_argument(
        "question", metavar="QUESTION", nargs="?", help=_("one question whole, such as SEC02")
    )
    review.add_argument("--json", action="store_true")
    _answer(add("answer", "ftr_tui.cli.wa_review:answer", _("say something of a practice or a question")))


def _answer(answer: argparse.ArgumentParser) -> None:
    answer.add_argument("practice", metavar="PRACTICE", help=_("such as SEC02-BP01; or a question: SEC02"))
    states = ("done", "not-done", "not-applicable", "open", "none", "applies")
    words = _("not-applicable, open, none (of these) and applies are said of a question too; open takes back")
    answer.add_argument("state", metavar="STATE", choices=states, help=", ".join(states) + ": " + words)
    reasons = "OUT_OF_SCOPE, BUSINESS_PRIORITIES, ARCHITECTURE_CONSTRAINTS, OTHER"
    words = _("AWS's reason for not-applicable: {}").format(reasons)
    answer.add_argument("--reason", metavar="R", default="", help=words)
    answer.add_argument("--note", metavar="TEXT", help=_("how it is done, why not, or why it does not apply"))
    answer.add_argument("--plan", metavar="TEXT", help=_("what comes of what is not done"))
    answer.add_argument("--owner", metavar="WHO", help=_("who does it"))
    answer.add_argument("--due", metavar="DAY", help=_("by when: 2026-12-05; - takes it away"))
    answer.add_argument("--by", metavar="WHO", default="", help=_("who answers"))


def _reach(command: argparse.ArgumentParser) -> None:
    command.add_argument("--profile", metavar="P", default="", help=_("whose credentials"))
    command.add_argument("--region", metavar="R", default="", help=_("where the workload is kept"))


def _take(command: argparse.ArgumentParser, words: str) -> None:
    command.add_argument("--take", choices=("ours", "theirs"), default="", help=words)


def _writes(command: argparse.ArgumentParser) -> None:
    command.add_argument("--yes", action="store_true", help=_("write without asking"))
    command.add_argument("--dry-run", action="store_true", help=_("only show what would be written"))
