"""The diagram check by its key in the binder, over what the sample saw, at both sizes."""

import threading

import pytest

from ftr_tui.actions import binder, diagram
from ftr_tui.app.screens.binder import BinderScreen
from tests.app.screen_text import check_screen, screen_text
from tests.app.screens.stage import compared, stage
from tests.exchange.drawn import box, file, icon, model

EIGHT = ("ec2", "rds", "s3", "sqs", "cloudfront", "elastic_load_balancing", "elasticache", "cognito")


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_pictures(desk, size, update_screens):
    path = desk.file.path.parent / "billing.drawio"
    path.write_bytes(file(model(*map(icon, EIGHT), icon("glue"), box("OpenAI"), box("Cloudflare CDN"))))
    binder.add(desk, str(path), diagram.KIND)
    async with stage(desk, size=size, mode="binder") as s:
        await s.app.workers.wait_for_complete()
        await s.press("g")
        await compared(s)
        check_screen(s.app, f"diagram-{size[0]}x{size[1]}", update_screens)


async def test_no_key_waits_for_a_large_diagram_and_escape_lets_it_be(desk, monkeypatch):
    path = desk.file.path.parent / "billing.drawio"
    path.write_bytes(file(model(icon("ec2"))))
    binder.add(desk, str(path), diagram.KIND)
    gate, real = threading.Event(), diagram.check
    monkeypatch.setattr(diagram, "check", lambda *a: gate.wait(10) and real(*a))
    async with stage(desk, mode="binder") as s:
        await s.press("g")
        assert "reading the diagram" in s.notice and not gate.is_set()
        await s.press("down", "escape")
        assert s.app.current_mode == "binder" and "let be" in s.notice
        gate.set()
        await s.settle()
        assert isinstance(s.screen, BinderScreen)
        await s.press("g")
        await compared(s)
        assert "The diagram against the account" in screen_text(s.app)
        path.write_bytes(b"<mxfile><diagram>broken")
        await s.press("escape", "g")
        await compared(s)
        assert "broken XML" in s.notice and isinstance(s.screen, BinderScreen)
