"""The diagram check (HOST-001): a drawing against what was seen; a picture only for being readable."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ftr_tui.actions import documents
from ftr_tui.exchange import drawio, pictures
from ftr_tui.model.binder import file_name, in_order, is_link
from ftr_tui.model.diagram import Found, Hint, Report, Third, Why, compare
from ftr_tui.model.i18n import _, ngettext
from ftr_tui.model.problem import Problem
from ftr_tui.model.services import Kind
from ftr_tui.model.text import clean
from ftr_tui.store.toml_read import shown

if TYPE_CHECKING:
    from ftr_tui.actions.desk import Desk
    from ftr_tui.model.session import Document

KIND = "architecture-diagram"
"""Its id in programme.toml."""

_NAMED = 12
_PICTURES = (".png", ".jpg", ".jpeg")
_DRAWINGS = (".drawio", ".xml", ".drawio.svg", ".drawio.png", ".svg")


def check(desk: Desk, where: str = "") -> Report:
    """Compare a file with the evidence, without ``where`` the diagram of the binder. Problem in one line.

    A picture, a PDF or a link is a full document; it is only checked for being readable, a link not even so.
    """
    mine = [d for d in in_order(desk.session.document) if d.kind == KIND]
    handed = next((d.id for d in mine if not is_link(d.where) and _ends(d, _PICTURES)), "")
    if where.strip():
        path, document = documents.place(desk, where), None
        address = where.strip() if is_link(where) else ""
    else:
        document = _chosen(mine, desk.name)
        address = document.where if is_link(document.where) else ""
        path = documents.path_of(desk, document) or Path()
    report = Report(form="link", file="link", where=address) if address else _of_file(desk, path)
    number = document.id if document else next((d.id for d in mine if _same(desk, d, path, address)), "")
    # The binder's own way to name it: the same on every machine.
    where = document.where if document else report.where
    return replace(report, where=where, document=number, handed_in=handed)


def _chosen(mine: list[Document], name: str) -> Document:
    """Return the binder's diagram: what can be compared first, and of those the newest."""
    if not mine:
        hint = _("ftr-tui diagram {0} FILE, or ftr-tui binder {0} --add FILE --kind {1}").format(name, KIND)
        raise Problem(_("no architecture diagram in the binder"), hint=hint)

    def order(document: Document) -> tuple[bool, bool, str]:
        return (
            not is_link(document.where) and _ends(document, _DRAWINGS),
            not is_link(document.where),
            str(document.shows or document.added.date()),
        )

    return max(mine, key=order)


def _ends(document: Document, endings: tuple[str, ...]) -> bool:
    return file_name(document).lower().endswith(endings)


def _same(desk: Desk, document: Document, path: Path, address: str) -> bool:
    if address or is_link(document.where):
        return document.where == address
    known = documents.path_of(desk, document)
    return known is not None and known.resolve() == path.resolve()


def _of_file(desk: Desk, path: Path) -> Report:
    name = shown(path)
    form = pictures.whole(path, name)
    drawing = drawio.read(path, name)
    if drawing is not None:
        report = compare(desk.library.services(), drawing, desk.evidence)
        return replace(report, where=name, file=form or "drawio")
    # What is XML and neither broken nor a diagram is an SVG: draw.io puts its diagram in one only if told to.
    file = form or ("svg" if drawio.is_xml(pictures.head(path, name)) else "")
    if not file:
        hint = _("hand in a PNG or JPEG; a .drawio file is compared with the account as well")
        raise Problem(_("neither a draw.io diagram nor a PNG, JPEG or PDF"), file=name, hint=hint)
    return Report(form="picture", file=file, where=name)


# --- the same words on the screen and on the command line ---------------------------------------------


def headline(report: Report) -> str:
    """Return what comes out, in one line."""
    if report.form == "link":
        return _("A link: nothing opens it here. See that AWS can, or hand in a file.")
    if report.form == "picture":
        return _("A {} that can be read to its end. What is drawn in a picture, people compare.").format(
            report.file.upper()
        )
    if not report.scanned:
        drawn = len(report.extra)
        return ngettext(
            "{} service drawn; none to compare", "{} services drawn; none to compare", drawn
        ).format(drawn)
    told = _("{} drawn and seen, {} seen and not drawn, {} drawn and not seen")
    return told.format(len(report.both), len(report.missing), len(report.extra))


def how_many(found: Found) -> str:
    """Return what was seen of a service, such as ``3 seen in eu-west-1``."""
    seen = found.seen
    if seen is None or not seen.total:
        return ""
    text = _("{} seen").format(seen.total)
    if seen.service != found.service.id:
        text += _(" as {}").format(seen.service)
    if seen.regions:
        text += _(" in {}").format(", ".join(seen.regions[:3]))
    more = len(seen.regions) - 3
    if more > 0:
        text += ngettext(" and {} more Region", " and {} more Regions", more).format(more)
    if len(seen.accounts) > 1:
        text += _(", {} accounts").format(len(seen.accounts))
    return text + (_(", perhaps more") if seen.partial else "")


def how_drawn(found: Found) -> str:
    """Return how a service stands on the diagram."""
    if not found.drawn:
        return _("drawn as part of another service")
    text = _("drawn {} times").format(found.drawn) if found.drawn > 1 else _("drawn")
    return text + (_(", as a word alone") if found.by_label else "")


_WHY: dict[Why, str] = {
    "not seen": _("looked for, none seen: drawn by mistake, planned, or in an account that was not read?"),
    "not read whole": _("none seen, but not all could be read"),
    "not looked for": _("a scan cannot tell: your word counts"),
    "not scanned": _("nothing to compare with yet"),
}


def why(found: Found) -> str:
    """Return what it means that something drawn was not seen."""
    return _WHY[found.why] if found.why else ""


_KINDS: dict[Kind, tuple[str, str]] = {
    "llm": (_("language model"), _("must run on AWS: ask where, or use it through Amazon Bedrock")),
    "cloud": (_("other cloud"), _("must not run the product or hold its data")),
    "cdn": (_("CDN"), _("may be outside AWS, as CDN and DNS alone")),
    "dns": (_("DNS"), _("may be outside AWS, as DNS alone")),
    "identity": (_("sign-in"), _("may be outside AWS as your company's own sign-in, not as your customers'")),
    "saas": (_("service"), _("if it carries your customers' data it must run on AWS: ask the vendor")),
}


def about(third: Third) -> tuple[str, str]:
    """Return what kind a third party is, and whether that may be outside AWS."""
    return _KINDS[third.party.kind]


def not_drawn(third: Third) -> str:
    """Return where the evidence names a third party that is not drawn, or an empty string."""
    return "" if third.drawn else _("not drawn, but the account names {}").format(third.evidence)


_HINTS: dict[Hint, str] = {
    "nothing drawn": _("No AWS service and no third party was found on it: are they boxes without a name?"),
    "no third party": _("No third party is drawn: is there really none? Payment, mail, logs, support tools."),
    "no model": _("No language model is drawn: if the product calls one, draw it and where it runs."),
    "not scanned": _("The account was not scanned yet, so nothing says what is missing: ftr-tui scan"),
    "no list": _("The last scan kept no list of services: scan again to compare."),
}


def hints(report: Report) -> list[str]:
    """Return what a person should look at beside the differences."""
    found = [_HINTS[h] for h in report.hints]
    if report.sample:
        found.insert(0, _("Compared with sample findings: nothing of them was read from an account."))
    return found


def unknown(report: Report) -> str:
    """Return which icons of AWS are not in our list, or an empty string: nothing was concluded from them."""
    named, more = report.unknown[:_NAMED], len(report.unknown) - _NAMED
    if not named:
        return ""
    names = ", ".join(name.rpartition(".")[2] for name in named)
    text = _("Icons of AWS that are not known here: {}").format(names)
    return text + (_(" and {} more").format(more) if more > 0 else "")


def hand_in(report: Report) -> str:
    """Return what AWS takes, and whether it is there."""
    if report.file in ("png", "jpeg"):
        return _("AWS takes a PNG or JPEG: this is one.")
    if report.handed_in:
        return _("AWS takes a PNG or JPEG: {} is one. Export it again after each change.").format(
            report.handed_in
        )
    return _("AWS takes a PNG or JPEG: export the diagram as one and add it to the binder.")


def as_json(report: Report) -> dict[str, Any]:
    """Return the object that ``diagram --json`` writes."""
    return {
        "file": report.where,
        "document": report.document,
        "form": report.form,
        "format": report.file,
        "compared": report.compared,
        "pages": list(report.pages),
        "drawn_and_seen": [_json(f) for f in report.both],
        "seen_not_drawn": [_json(f) for f in report.missing],
        "drawn_not_seen": [_json(f) for f in report.extra],
        "not_asked": [_json(f) for f in report.left_out],
        "third_parties": [
            {
                "id": t.party.id,
                "title": t.party.title,
                "kind": t.party.kind,
                "may_be_outside": t.party.may_be_outside,
                "drawn": t.drawn,
                "named_by_evidence": t.evidence,
            }
            for t in report.third
        ],
        "unknown_icons": list(report.unknown),
        "hints": list(report.hints),
        "hand_in": report.file in ("png", "jpeg") or bool(report.handed_in),
    }


def _json(found: Found) -> dict[str, Any]:
    seen = found.seen
    return {
        "id": clean(found.service.id),
        "title": found.service.title,
        "drawn": found.drawn,
        "by_label": found.by_label,
        "seen": seen.total if seen else None,
        "partial": seen.partial if seen else None,
        "accounts": list(seen.accounts) if seen else [],
        "regions": list(seen.regions) if seen else [],
        "why": found.why,
    }
