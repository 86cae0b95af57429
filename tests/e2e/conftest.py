from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest

from tests.e2e.terminal import Terminal


@pytest.fixture
def terminal(tmp_path) -> Iterator[Callable[..., Terminal]]:
    """Make terminals that end with the test."""
    if shutil.which("tmux") is None:
        pytest.fail("tmux is missing: apt-get install tmux, or brew install tmux")
    opened: list[Terminal] = []

    def make(size: tuple[int, int] = (120, 36), **env: str) -> Terminal:
        opened.append(Terminal(tmp_path, size, env))
        return opened[-1]

    yield make
    for one in opened:
        one.close()
