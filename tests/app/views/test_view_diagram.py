"""The diagram check as rows: the same words as on the command line, what is missing first."""

from ftr_tui.actions import diagram
from ftr_tui.app import signs
from ftr_tui.app.views.diagram import report_rows
from ftr_tui.app.widgets.rows import lay_out
from ftr_tui.model.facts import Evidence, Scan, Seen
from tests.app.views.scene import NOW, text
from tests.exchange.drawn import box, file, icon, model

PAGE = model(icon("rds"), icon("s3"), icon("blub"), box("OpenAI"))


def report(desk, tmp_path, *pages):
    seen = [Seen(service="rds", total=1), Seen(service="dynamodb", total=12, regions=["eu-west-1"])]
    seen += [Seen(service="config", total=1), Seen(service="s3")]
    desk.take(Evidence(scan=Scan(started=NOW, seconds=1.0, calls=1), seen=seen))
    path = tmp_path / "a.drawio"
    path.write_bytes(file(*pages))
    return diagram.check(desk, str(path))


def test_what_is_missing_stands_first_and_nothing_is_lost(desk, tmp_path):
    rows = text(report_rows(report(desk, tmp_path, PAGE)))
    parts = ["1 drawn and seen", "Seen and not drawn", "Amazon DynamoDB", "Drawn and not seen", "Amazon S3"]
    parts += ["Third parties", "OpenAI", "Drawn and seen", "Amazon RDS", "AWS Config", "blub"]
    places = [rows.index(part) for part in parts]
    assert places == sorted(places)
    assert "12 seen in eu-west-1" in rows
    assert "AWS takes a PNG or JPEG" in rows
    assert "pages:" not in rows


def test_several_pages_are_named_and_a_label_is_no_markup(desk, tmp_path):
    rows = text(report_rows(report(desk, tmp_path, PAGE, model(icon("[red]x[/red]")))))
    assert "pages: Page 1, Page 2" in rows
    assert "[red]x[/red]" in rows


def test_narrow_and_in_ascii_nothing_is_cut(desk, tmp_path):
    signs.use_ascii(True)
    found = report_rows(report(desk, tmp_path, PAGE))
    lines = [line.text for row in found for line in lay_out(row, 0, 70, gutter=False)]
    assert all(len(line) <= 70 and line.isascii() for line in lines if "tmp" not in line)
    assert not any("…" in line for line in lines)
