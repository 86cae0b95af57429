"""The diagram check by its key in the binder, over what the sample saw, at both sizes."""

import pytest

from ftr_tui.actions import binder, diagram
from tests.app.screen_text import check_screen
from tests.app.screens.stage import stage
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
        check_screen(s.app, f"diagram-{size[0]}x{size[1]}", update_screens)
