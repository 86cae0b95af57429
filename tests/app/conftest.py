"""Options and fixtures of the app's tests."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-screens", action="store_true", help="write tests/app/screens/*.txt anew")


@pytest.fixture
def update_screens(request: pytest.FixtureRequest) -> bool:
    # Known only when tests/app is named on the command line, as it is for an update.
    return bool(request.config.getoption("--update-screens", default=False))
