"""The five sheets of the made-up workbook, cell by cell; see make_workbook."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.datavalidation import DataValidation

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TITLE = "Hosted Requirements"
SUMMARY = "Results"
SUPPORT = "Supporting Words"
HEADER = ("ID", "Requirement Description", "Met? (Yes/No/NA)", "Approval Requirements")
HEADER += ("Partner Response / Guidance ", "AWS Solution Architect Comments ONLY")
FIRST = 3  # rows above the totals: AWS has one, so that no fixed address fits both
FINE = "Fine. You may add notes of your own in the 'Response' cell above."
TITLES = {"hosting": "Hosting model", "s3": "Buckets", "compliance": "Rules of trade", "prerequisites": ""}
SHOWN = {"yes": "Yes", "no": "No", "not-applicable": "N/A", "temporary": "Temporary", "static": "Static"}
PREREQUISITES = {"CIS": "CIS Benchmark Report", "GA": "General Availability"}

# Pass formulas that are not "the one question Yes" or "all questions Yes". {1} is the answer of question 1,
# {E} the response, {g1} the guidance of question 1, {gate} the gate's answer, {prev} the answer before.
NO = '=IF({1}="No", "Pass","Fail")'
EITHER = '=IF(OR({1}="Yes", {1}="Na"),"Pass","Fail")'
FIRST_NO = '=IF(OR({1}="No",AND({1}="Yes", {2}="Yes") ), "Pass","Fail")'
WRITTEN = '=IF(AND(OR({1}="Yes",{1}="NA"),OR({E}<>"",{g1}="Ok")), "Pass","Fail")'
GATED = '=IF(OR(AND({gate}="No", {1}="N/A"), OR({1}="Yes"), {gate}="No"), "Pass","Fail")'
AFTER = '=IF(OR(AND({prev}="No", {1}="N/A"), OR({1}="Yes"), {gate}="No"), "Pass","Fail")'
RULES = {
    "SUP-001": '=IF(OR({1}="Yes",AND({E}<>"",{1}="NO")), "Pass","Fail")',
    "ARC-001": '=IF(AND(OR({1}="Yes",{1}="NA", {1}="NO"),OR({E}<>"",{g1}="' + FINE + '")), "Pass","Fail")',
    "ARC-004": NO,
    "ACOM-001": EITHER,
    "ACOM-002": EITHER,
    "IAM-002": '=IF(OR(({1}="Yes"), AND({3}="Yes", {4}="Yes", {2}="Yes")),"Pass","Fail")',
    "IAM-005": '=IF(OR({1}="No",AND({1}="Yes", {2}="Temporary") ), "Pass","Fail")',
    "IAM-009": NO,
    "IAM-012": '=IF(AND(OR({1}="Yes",{1}="N/A"), OR({2}="N/A", {2}="Yes")), "Pass","Fail")',
    "NETSEC-002": '=IF(OR(AND({1}="No",{E}<>""),{1}="Yes"), "Pass","Fail")',
    "RES-001": WRITTEN,
    "RES-002": WRITTEN,
    "RES-004": WRITTEN,
    "RES-006": FIRST_NO,
    "RCVP-001": FIRST_NO,
    "CAA-007": '=IF(OR(AND({gate}="No", {1}="N/A"), AND({1}="Yes", {E}<>""), {gate}="No"), "Pass","Fail")',
    "SDAT-001": GATED,
    "SDAT-002": AFTER,
    "SDAT-003": AFTER,
} | dict.fromkeys(("CAA-001", "CAA-002", "CAA-003", "CAA-004", "CAA-005", "CAA-006"), GATED)
HOST = (
    '=IF(OR({1}="<select>",{2}="<select>",  {3}="<select>"), "", IF({D}="Fail", "No", IF({D}="Pass", "Yes")))'
)
USUAL = '=IF({1}="<select>", "", IF({D}="Fail", "No", IF({D}="Pass", "Yes")))'
SAME = '=IF({1}="<select>", "",{1})'
TURNED = '=IF({1}="<select>", "", IF({1}="Yes", "No", IF( {1}="No", "Yes")))'
SHOWN_RULES = {"WAFR-002": SAME, "ARC-005": SAME, "ACOM-001": SAME, "ACOM-002": SAME, "ARC-004": TURNED}

# Looks: one for titles, one for what is filled in, one for guidance.
GREY = PatternFill("solid", fgColor="FFD9D9D9")
LINE = Border(*(Side(style="thin"),) * 4)
WRAP = Alignment(wrap_text=True, vertical="top")
OPEN = Protection(locked=False)
BOLD = Font(bold=True)


def book(release: Any, title: str) -> tuple[Workbook, dict[tuple[str, str], int]]:
    """Return the blank workbook, and (``control`` or ``question``, our id) -> row of the sheet to fill."""
    made = Workbook()
    introduction = made.active
    assert introduction is not None
    _introduction(introduction, release)
    writer = _Requirements(made, release, title)
    writer.write()
    _summary(made, writer)
    guide = made.create_sheet("Explanation")
    guide.append(["A made-up guide"])
    guide.append(["ID", "Requirement Description", "Why?"])
    for control in writer.controls:
        guide.append([control["id"], control["title"], "It was made up for tests."])
    support = made.create_sheet(SUPPORT)
    support.append(["Controls ID", "Role", "If no", "If yes", "If NA"])
    for line in writer.support:
        support.append(line)
    support.column_dimensions["B"].hidden = True
    made.properties.creator = "Somebody Madeup"
    made.properties.lastModifiedBy = "Somebody Madeup"
    # As Excel saves: nothing asks for a calculation on opening.
    made.calculation = CalcProperties(calcId=191029, fullCalcOnLoad=None)
    return made, writer.rows


def _introduction(page: Any, release: Any) -> None:
    page.title = "Introduction"
    page["A1"] = (
        f"A made-up review list\nValidity Period: {release.usable} \nMade up for tests; nobody reviews it."
    )
    for row, text in enumerate(("Where to look", "A guide", "A film", "", "Dear reader,\n\nfill it in."), 2):
        page.cell(row, 1, text)
    page["A10"] = "Version"
    page["B10"] = float(release.version)
    page.column_dimensions["B"].width = 24.8


class _Requirements:
    """Writes the sheet to fill from the top down and remembers where things stand."""

    def __init__(self, made: Workbook, release: Any, title: str) -> None:
        self.page = made.create_sheet(title)
        self.release = release
        self.title = title
        self.controls = [c for c in release.content["control"] if c.get("counted", True)]
        self.rows: dict[tuple[str, str], int] = {}
        self.support: list[list[str | None]] = []
        self._lists: dict[str, list[str]] = {}
        self._at = FIRST
        self._formulas: list[tuple[str, str, dict[str, Any]]] = []

    def write(self) -> None:
        """Write the whole sheet."""
        page = self.page
        page.cell(1, 1, CellRichText("A made-up ", TextBlock(InlineFont(b=True), "Requirement")))
        page.merge_cells("A1:E1")
        self._line("Percent Complete", f"=B{FIRST + 2}/E{FIRST + 2}")
        self._line("Provisional Outcome", None, "Pass / Fail / Further Review", hidden=True)
        self._line("Controls Met", '=COUNTIF(D:D,"Pass")', "Controls Not Met", None, '=COUNTIF(D:D, "Fail")')
        self._line(*HEADER, bold=True)
        page.freeze_panes = f"A{self._at}"
        self._at += 1
        for control in self.release.content["control"]:
            if not control.get("counted", True):
                for n, question in enumerate(control["question"], 1):
                    self._question(question, name=PREREQUISITES[control["id"]], n=n)
        for section in self.release.content["section"]:
            self._section(section)
        self._feedback()
        for address, template, places in self._formulas:
            page[address] = _filled(template, places)
        self._rest()

    def _line(self, *values: Any, hidden: bool = False, bold: bool = False) -> int:
        row = self._at
        for column, value in enumerate(values, 1):
            if value is not None:
                cell = self.page.cell(row, column, value)
                cell.alignment = WRAP
                if bold:
                    cell.font = BOLD
                    cell.fill = GREY
        self.page.row_dimensions[row].hidden = hidden
        self._at += 1
        return row

    def _section(self, section: dict[str, str]) -> None:
        controls = [c for c in self.controls if c["section"] == section["id"]]
        if not controls:
            return
        self._at += 1
        name = TITLES.get(section["id"], section["title"].upper())
        self._line(f" {name} ", bold=True)
        if section["id"] == "identity":
            self._line("An old word on this section that nobody should see any longer here.", hidden=True)
            self._line("What is asked below is asked of the made-up product as a whole, and not of one part.")
        self._at += 1
        gates = [g for g in self.release.content["gate"] if g["section"] == section["id"]]
        for gate in gates:
            self._question(gate)
            self.support.append([gate["id"], None, None, None, None])
        previous = None
        for control in controls:
            previous = self._control(control, gates, previous)

    def _control(self, control: dict[str, Any], gates: list[Any], previous: str | None) -> str:
        id_ = control["id"]
        text = self.release.text(id_, control["title"], control=True)
        row = self._line(id_, text)
        if id_ in ("RES-001", "IAM-002"):
            self.page.cell(row, 2).value = CellRichText(TextBlock(InlineFont(b=True), text[:6]), text[6:])
        self.rows["control", id_] = row
        page = self.page
        for column in "CDEF":
            page[f"{column}{row}"].border = LINE
        page[f"E{row}"].protection = OPEN
        page[f"E{row}"].alignment = WRAP
        page.row_dimensions[row].height = 60
        places: dict[str, Any] = {"D": f"D{row}", "E": f"E{row}", "prev": previous}
        if gates:
            places["gate"] = f"C{self.rows['question', gates[0]['id']]}"
        for n, question in enumerate(control["question"], 1):
            if question["id"] == "IAM-005.2":
                self._line("IAM-005.2", None, "Yes", hidden=True)  # AWS's decoy: a row without a question
            at = self._question(question, trap=id_ in ("RES-004", "S3-001"))
            places |= {str(n): f"C{at}", f"g{n}": f"E{at}"}
        asked = len(control["question"])
        usual = ",".join(f'{{{n}}}="Yes"' for n in range(1, asked + 1))
        rule = f'=IF(AND({usual}), "Pass","Fail")' if asked > 1 else f'=IF({usual},"Pass","Fail")'
        rule = self.release.rules.get(id_, RULES.get(id_, rule))
        shown = HOST if id_ == "HOST-001" and asked == 3 else SHOWN_RULES.get(id_, USUAL)
        self._formulas += [(f"D{row}", rule, places), (f"C{row}", shown, places)]
        return str(places["1"])

    def _question(self, question: dict[str, Any], name: str = "", n: int = 0, trap: bool = False) -> int:
        id_ = question["id"]
        choices = [SHOWN.get(a, f"CIS {a}") for a in question["answers"]]
        if "Static" in choices:
            choices[:2] = ["Static", "Temporary"]  # AWS's order, not ours
        row = self._line(name or id_, self.release.text(id_, question["ask"]), "<select>")
        self.rows["question", id_] = row
        self._lists.setdefault(" ".join(choices), []).append(f"C{row}")
        page = self.page
        page[f"C{row}"].border = LINE
        page[f"C{row}"].protection = OPEN
        first, second = choices[1], choices[0]  # guidance asks for No first
        line: list[str | None] = [name or id_, None, f"Made up: say what is done about {id_}.", FINE, None]
        if id_ == "ARC-001.1":
            line[2:4] = [FINE, "Made up: say when it is needed."]
        line[4] = f"Made up: say why {id_} does not apply." if "N/A" in choices else None
        self.support.append(line)
        at = f"'{SUPPORT}'!{{}}{len(self.support) + 1}"
        no, yes, na = (at.format(column) for column in "CDE")
        last = f'IF(C{row}="N/A",{na},"")' if line[4] else f'IF(C{row}="NA","Ok","")'
        page[f"E{row}"] = f'=IF(C{row}="{first}",{no},IF(C{row}="{second}",{yes},{last}))'
        page[f"E{row}"].font = Font(italic=True)
        if not name:
            page[f"D{row}"] = f'=IF(C{row}="{first}",{no},IF(C{row}="{second}",{yes}, ""))'
        if trap:  # AWS left formulas in the column of its comments
            page[f"F{row}"] = f'=IF(D{row}="No",{yes},IF(D{row}="NA","Ok",""))'
        return row

    def _feedback(self) -> None:
        self._at += 1
        self._line("Optional - Questions\nWhat was it like?", bold=True)
        self._line("ID", "Feedback Question", "Answer", bold=True)
        for n in range(1, 6):
            self.rows["question", f"OPT-001.{n}"] = self._line(
                f"OPT-001.{n}", f"Made-up question {n} of five?"
            )

    def _rest(self) -> None:
        """Lists with AWS's blanks in them, colours, the hidden column."""
        page = self.page
        for words, cells in self._lists.items():
            parts = words.replace("CIS ", "CIS_").split()
            listed = ", ".join(p.replace("_", " ") for p in parts)
            glue = "," if parts[0] == "Yes" else ", "  # as AWS writes them
            rule = DataValidation("list", formula1=f'"<select>{glue}{listed}"', allow_blank=True)
            rule.showErrorMessage = True
            for cell in cells:
                rule.add(cell)
            page.add_data_validation(rule)
        blank = DataValidation("list", formula1='"Yes, No"', allow_blank=True)
        blank.add(f"C{self._at + 2}")
        page.add_data_validation(blank)
        for (kind, _id), row in self.rows.items():
            if kind == "control":
                colour = FormulaRule([f'$D{row}="Fail"'], fill=PatternFill(bgColor="FFFFC7CE"))
                page.conditional_formatting.add(f"C{row}", colour)
        page.column_dimensions["D"].hidden = True
        for column, width in (("A", 14), ("B", 60), ("C", 12), ("E", 60)):
            page.column_dimensions[column].width = width


def _summary(made: Workbook, writer: _Requirements) -> None:
    page = made.create_sheet(SUMMARY)
    page.append(["The made-up \nResults"])
    page.append(["ID", "Requirement Description", "Met?", "Partner Response", "Guidance"])
    page.append([])
    there = "'" + writer.title.replace("'", "''") + "'!"
    first = writer.rows["question", "CIS.1"]
    page.append([PREREQUISITES["CIS"], "A report?", f"={there}C{first}", None, f"={there}E{first}"])
    for control in writer.controls:
        row = writer.rows["control", control["id"]]
        asked = [f"{there}E{writer.rows['question', q['id']]}" for q in control["question"]]
        # AWS's slips: some rows show the first guidance only, one lacks its response.
        asked = asked[:1] if control["id"] in ("HOST-001", "IAM-012") else asked
        response = f'=IF({there}E{row}="", "", {there}E{row})' if control["id"] != "ARC-005" else None
        guidance = "=" + "& CHAR(10) &".join(asked)
        page.append([control["id"], control["title"], f"={there}C{row}", response, guidance])
    page.protection.sheet = True
    page.protection.password = "made-up"


def _filled(template: str, places: dict[str, Any]) -> str:
    return re.sub(r"\{(\w+)\}", lambda m: str(places[m[1]]), template)


def shared_strings(data: bytes) -> bytes:
    """Return the workbook with its texts in one shared table, as Excel does; openpyxl puts them inline."""
    table: dict[str, int] = {}

    def shared(found: re.Match[str]) -> str:
        return f't="s"><v>{table.setdefault(found[1], len(table))}</v>'

    inline = re.compile(r't="inlineStr"><is>(.*?)</is>', re.DOTALL)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info).decode()
            if info.filename.startswith("xl/worksheets/"):
                content = inline.sub(shared, content)
            elif info.filename == "[Content_Types].xml":
                part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}" />'
                content = content.replace("</Types>", f"{part}</Types>")
            elif info.filename == "xl/_rels/workbook.xml.rels":
                part = f'<Relationship Type="{relation}" Target="sharedStrings.xml" Id="rIdStrings" />'
                content = content.replace("</Relationships>", f"{part}</Relationships>")
            new.writestr(info, content)
        items = "".join(f"<si>{text}</si>" for text in table)
        new.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}" count="{len(table)}">{items}</sst>')
    return out.getvalue()


def with_results(data: bytes) -> bytes:
    """Return the workbook with each formula's result stored, by the tests' own evaluator."""
    # Found here so that a plain build needs no second reading of the workbook.
    from tests.workbook.formulas import Evaluation, FormulaError, Sheet

    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(data)
        file.flush()
        sheet = Sheet(file.name)
    values: Evaluation = sheet.evaluate({}, {})
    names = dict(_parts(data))

    def stored(found: re.Match[str]) -> str:
        address, attributes, formula = found["at"], found["rest"], found["f"]
        try:
            value = values.value((part_title, address))
        except FormulaError:
            return found[0]
        if isinstance(value, bool):
            kind, shown = ' t="b"', str(int(value))
        elif isinstance(value, float):
            kind, shown = "", f"{value:g}"
        else:
            kind, shown = (' t="e"' if str(value).startswith("#") else ' t="str"'), escape(str(value or ""))
        rest = re.sub(r' t="\w+"', "", attributes)
        return f'<c r="{address}"{rest}{kind}><f>{formula}</f><v>{shown}</v></c>'

    cell = re.compile(r'<c r="(?P<at>[A-Z]+\d+)"(?P<rest>[^>]*)><f>(?P<f>[^<]*)</f><v ?/?>(?:</v>)?</c>')
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename in names:
                part_title = names[info.filename]
                content = cell.sub(stored, content.decode()).encode()
            new.writestr(info, content)
    return out.getvalue()


def _parts(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield (part in the zip, sheet title), as openpyxl numbers them: in order."""
    from openpyxl import load_workbook

    for n, title in enumerate(load_workbook(BytesIO(data)).sheetnames, 1):
        yield f"xl/worksheets/sheet{n}.xml", title
