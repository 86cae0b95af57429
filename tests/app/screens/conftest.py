"""The sample session on a clock that the test turns; nobody's settings (tests/conftest.py)."""

import pytest

from ftr_tui.actions.demo import open_demo
from tests.app.views.scene import Clock


@pytest.fixture
def watch():
    return Clock()


@pytest.fixture
def desk(watch):
    return open_demo(watch)
