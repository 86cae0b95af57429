"""Sessions for the dossier's tests, with something in every field: an attack, or the world's languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ftr_tui.actions import opening
from ftr_tui.actions import workload as linking
from ftr_tui.actions.desk import Desk
from ftr_tui.model.facts import Evidence
from ftr_tui.model.session import Session
from ftr_tui.model.workload import Workload

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY = date(2026, 12, 1)
ATTACK = (
    '<script>document.title="ran"</script>"><img src=x onerror=alert(1)></style>]]>{{7*7}}'
    '<svg onload=alert(1)> \'\'\' #import "x": y #panic("ran") $a$ @b <lab> `c` **d** _e_ ~f~ = g | h'
    " [i](javascript:alert(1)) ![j](http://k) &lt; &#60; \\ // /* <!-- --> #"
)
SHORT = "<b onclick=x>\"'</script>`#$@|#"
Text = Callable[[str, int], str]
"""Takes a field's path and the most characters it may have; returns what stands in it."""


def attack(path: str, most: int = 1000) -> str:
    """Return an attack that ends with the field's name, so that each can be told from each."""
    return f"{ATTACK if most > 300 else SHORT}{path}"


def session(text: Text) -> Session:
    """Return a session with something in every free text that the dossier shows."""

    def t(path: str, most: int = 1000) -> str:
        return text(path, most)

    answers: dict[str, Any] = {
        "IAM-002.1": {
            "value": "yes",
            "by": t("over-by"),
            "at": NOW,
            "reason": t("over-reason"),
            "against": "no",
        },
        "IAM-002.2": {"value": "yes", "by": t("contra-by"), "at": NOW},
        "IAM-003.1": {
            "value": "yes",
            "by": t("conf-by"),
            "at": NOW,
            "source": "evidence",
            "assumes": t("conf-assumes"),
            "evidence_at": NOW,
            "accounts": ["111122223333"],
        },
        "IAM-008.1": {"value": "yes", "by": t("held-by"), "at": NOW, "until": date(2026, 11, 1)},
        "RES-004.1": {"by": t("unsure-by"), "at": NOW},
        "SUP-001.1": {"value": t("foreign-value"), "by": t("foreign-by"), "at": NOW},
    }
    former = {"value": "yes", "by": t("former-by"), "at": NOW, "reason": t("former-reason")}
    said = {"by": t("gone-by"), "at": NOW}
    return Session.model_validate(
        {
            "product": t("product", 100),
            "checklist": "partner-hosted",
            "release": "2026.1",
            "created": NOW,
            "routes": ["sheet", "wafr", "soc2"],
            "review_date": DAY,
            "member": [{"name": t("member", 70), "role": t("role")}],
            "answers": answers,
            "responses": {
                "IAM-002": {
                    "text": t("response") + "\n  second line\n```\n# x",
                    "by": t("resp-by"),
                    "at": NOW,
                }
            },
            "owners": {"IAM-002": {"who": t("owner"), "due": DAY}},
            "document": [
                {
                    "id": "D01",
                    "title": t("doc-title"),
                    "where": 'https://wiki.example/"><script>x</script>',
                    "kind": "key-inventory",
                    "controls": ["IAM-002"],
                    "added": NOW,
                    "owner": t("doc-owner"),
                },
                {
                    "id": "D02",
                    "title": t("doc2-title"),
                    "where": "javascript:alert(1)//" + t("doc-where"),
                    "kind": t("doc-kind"),
                    "controls": ["IAM-002", t("doc-control")],
                    "added": NOW,
                    "shows": DAY,
                },
            ],
            "rehearsal": [
                {
                    "id": "R1",
                    "started": NOW,
                    "seats": [t("seat")],
                    "asked": [
                        {
                            "item": "IAM-006",
                            "at": 1,
                            "seat": t("seat"),
                            "score": 0,
                            "outcome": "scored",
                            "confidence": 4,
                            "text": t("asked-text"),
                            "note": t("asked-note"),
                        }
                    ],
                }
            ],
            "supply": [
                {
                    "id": "S1",
                    "control": t("supply-control"),
                    "what": t("supply-what"),
                    "owner": t("supply-owner"),
                    "due": DAY,
                    "from": "R1",
                }
            ],
            "agreed": [
                {"text": t("agreed"), "accounts": [t("agreed-account")], "by": t("agreed-by"), "at": NOW}
            ],
            "calendar": {"own-x": {"title": t("task"), "owner": t("task-owner"), "due": DAY}},
            "practice": {
                "sec_permissions_least_privileges": {
                    "state": "not-done",
                    "plan": t("plan"),
                    "owner": t("plan-owner"),
                    "due": DAY,
                    "at": NOW,
                }
            },
            "workload": {"id": "a" * 32, "name": "w", "region": "eu-west-1"},
            "report_check": {
                "SOC-002": {"value": "yes", "by": t("check-by"), "at": NOW, "reason": t("check-reason")}
            },
            "round": [{"id": "N1", "came": date(2026, 11, 1), "note": t("round-note"), "at": NOW}],
            "comment": [
                {
                    "id": "K1",
                    "round": "N1",
                    "control": "IAM-002",
                    "text": t("comment"),
                    "answer": t("comment-answer"),
                    "owner": t("comment-owner"),
                    "due": DAY,
                    "at": NOW,
                },
                {
                    "id": "K2",
                    "round": t("comment-round"),
                    "control": t("comment-control"),
                    "text": "x",
                    "at": NOW,
                },
            ],
            "former": {
                "IAM-002.1@2025.1": {
                    "release": "2025.1",
                    "why": "reworded",
                    "ask": t("former-ask"),
                    "answer": former,
                    "at": NOW,
                },
                "ARC-003@2024.1": {
                    "release": "2024.1",
                    "why": "removed",
                    "ask": t("gone-ask"),
                    "answer": said,
                    "response": {"text": t("gone-response"), "at": NOW},
                    "at": NOW,
                },
            },
        }
    )


def evidence(text: Text, resources: int = 25) -> Evidence:
    """Return findings with something in every free text that the dossier shows."""

    def t(path: str, most: int = 1000) -> str:
        return text(path, most)

    def finding(question: str, verdict: str, **more: Any) -> dict[str, Any]:
        return {
            "question": question,
            "control": question[:-2],
            "verdict": verdict,
            "summary": t(f"sum-{question}"),
            "read_at": NOW,
            "accounts": ["111122223333"],
            **more,
        }

    first = {"name": t("resource"), "detail": t("detail"), "account": t("account"), "region": t("region")}
    rest = [{"name": f"key-{n}"} for n in range(1, resources)]
    return Evidence.model_validate(
        {
            "schema": 1,
            "scan": {
                "started": NOW,
                "seconds": 6.2,
                "calls": 1083,
                "accounts": ["111122223333", t("scan-account")],
                "regions": [t("scan-region")],
                "caller": t("caller"),
                "left_out": [t("left-out")],
                "unreached": [t("unreached")],
            },
            "finding": [
                finding(
                    "IAM-002.1",
                    "no",
                    favourable=False,
                    scope=t("scope"),
                    assumes=t("assumes"),
                    total=5000,
                    resources=[first, *rest],
                    regions=[t("find-region")],
                    not_reread=t("not-reread"),
                ),
                finding("IAM-002.2", "no", favourable=False),
                finding("IAM-003.1", "yes", favourable=True),
                finding("ARC-004.1", "no", favourable=True),
                finding("S3-001.1", "unknown"),
            ],
            "unread": [
                {
                    "account": t("gap-account"),
                    "region": t("gap-region"),
                    "action": t("gap-action"),
                    "code": "x",
                    "reason": t("gap-reason"),
                    "controls": ["SUP-001", t("gap-control")],
                }
            ],
        }
    )


def desk(folder: Path, text: Text = attack, name: str = "acme") -> Desk:
    """Return a desk with such a session, its findings and what the tool said, nothing saved."""
    made = opening.create(folder / "sessions", name, who="Lan", clock=lambda: NOW)
    made.session, made.evidence = session(text), evidence(text)
    made.__dict__.pop("review", None)
    found = Workload(
        id="a" * 32,
        name=text("workload", 1000),
        region="eu-west-1",
        pulled_at=NOW,
        unread=[text("tool-unread", 1000)],
    )
    linking.keep(made, found)
    return made


_WORLD = (
    "Xoay vòng khoá truy cập mỗi 90 ngày; ai giữ, giữ làm gì, lần dùng cuối đều ghi lại. ",
    "アクセスキーは90日ごとに更新し、所有者・用途・最終使用日を台帳に記録しています。「例外」はありません。",
    "모든 키는 90일마다 교체합니다. ",
    "🔐 ✅ 👩‍💻 🇻🇳 🇯🇵 🚀 done. ",
    "كل مفتاح يدور كل ٩٠ يوما (AWS IAM). ",
    "arn:aws:iam::111122223333:role/very/long/path/without/any/blank/ThatGoesOnUntilTheColumnEnds-0123 ",
)


def world(path: str, most: int = 1000) -> str:
    """Return a text in one of the world's languages, or in emoji, chosen by the field's name."""
    text = _WORLD[sum(map(ord, path)) % len(_WORLD)]
    return (text * (1 if most < 1000 else 2)).strip()[: most - 1]
