"""One transport and one good scan for all tests here: building the clients is what costs the time.

Of the package, not the session: what they replace in botocore must not stay for the tests of other folders.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .trials import Ground, good_ground
from .wire import ENVIRONMENT, Transport, hooked


@pytest.fixture(scope="package")
def transport() -> Iterator[Transport]:
    with hooked() as made:
        yield made


@pytest.fixture(scope="package")
def good(transport: Transport) -> Ground:
    return good_ground(transport)


@pytest.fixture(autouse=True)
def environment(own_home: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test begins without AWS's variables; the transport outlives them."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
