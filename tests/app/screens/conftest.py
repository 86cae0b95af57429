"""The sample session on a clock that the test turns; nobody's settings (tests/conftest.py)."""

import pytest

from tests.app.views.scene import Clock, bare_demo


@pytest.fixture
def watch():
    return Clock()


@pytest.fixture
def desk(watch):
    return bare_demo(watch)
