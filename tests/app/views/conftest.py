"""The sample session on a clock that the test turns."""

import pytest

from ftr_tui.app import signs
from tests.app.views.scene import Clock, bare_demo


@pytest.fixture
def watch():
    return Clock()


@pytest.fixture
def desk(watch):
    return bare_demo(watch)


@pytest.fixture(autouse=True)
def utf8_signs():
    signs.use_ascii(False)
    yield
    signs.use_ascii(False)
