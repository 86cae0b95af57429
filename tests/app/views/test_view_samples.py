"""Samples on the screen: whole, with their place, and only as text."""

from datetime import UTC, datetime

from ftr_tui.app.views.samples import sample_rows
from ftr_tui.model.facts import Sample
from tests.app.views.scene import text

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
POLICY = '{\n  "Action": [\n    "s3:GetObject"\n  ]\n}'


def sample(**given):
    fields = {
        "kind": "k",
        "title": "Policy orders",
        "text": POLICY,
        "account": "111122223333",
        "read_at": NOW,
    }
    return Sample(**fields | given)


def test_a_sample_shows_title_place_time_and_every_line():
    shown = text(sample_rows([sample(region="eu-west-1"), sample(title="2 dashboards", text="[/red]\nb")]))
    for part in ("From the account", "Policy orders", "1111-2222-3333 eu-west-1", "2026-11-24", "[/red]"):
        assert part in shown
    assert sample_rows([]) == []


def test_the_indent_of_a_policy_stays():
    rows = sample_rows([sample()])
    assert [row.text for row in rows[3:]] == [
        "  {",
        '    "Action": [',
        '      "s3:GetObject"',
        "    ]",
        "  }",
    ]
