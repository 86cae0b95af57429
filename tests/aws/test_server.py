"""Over a real socket: an endpoint of the user's own, and servers that do not answer as one would like."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from ftr_tui.aws.access import AccessError, Target, connect, targets
from ftr_tui.aws.collect import COLLECTORS
from ftr_tui.aws.sweep import sweep

from .conftest import NOW

pytestmark = [
    pytest.mark.usefixtures("keys"),
    # werkzeug leaves the socket of a connection that the client keeps open.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    one = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    one.start()
    host, port = one.get_host_and_port()
    yield f"http://{host}:{port}"
    one.stop()


@pytest.mark.hard_case(70)
def test_a_sweep_over_the_users_endpoint(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    names = ("who", "iam_sum", "s3_acct", "s3_list", "s3_pub", "iam_rep")
    done = sweep(targets(), now=NOW, collectors=[c for c in COLLECTORS if c.id in names])
    # S3 Control puts the account before the host: that must not stand in the way of an IP address.
    assert {f.collector: f.status.value for f in done.facts.facts} == dict.fromkeys(names, "complete")
    host = server.removeprefix("http://")
    assert [p for p in done.problems if host in p and "not from an AWS domain" in p]
    assert connect(Target()).notes


@pytest.fixture
def dripping() -> Iterator[str]:
    """A server that sends a byte now and then: no read time-out ever fires."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        over = threading.Event()

        def serve(connection: socket.socket) -> None:
            with connection:
                try:
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
                    while not over.wait(0.1):
                        connection.sendall(b" ")
                except OSError:
                    return

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        over.set()


@pytest.mark.hard_case(60)
def test_a_server_that_drips_is_left_at_the_deadline(dripping: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", dripping)
    began = time.monotonic()
    with pytest.raises(AccessError, match=r"0\.6 seconds"):
        connect(Target(), deadline=0.6)
    assert time.monotonic() - began < 10


@pytest.mark.hard_case(59)
def test_a_server_that_accepts_and_says_nothing_is_left_at_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{listener.getsockname()[1]}")
        began = time.monotonic()
        with pytest.raises(AccessError, match=r"0\.4 seconds"):
            connect(Target(), deadline=0.4)
        assert time.monotonic() - began < 10


@pytest.mark.hard_case(70)
def test_a_file_of_certificates_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"https://127.0.0.1:{listener.getsockname()[1]}")
        monkeypatch.setenv("AWS_CA_BUNDLE", "/none/ca.pem")
        # botocore waits before it tries again, three times.
        monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _seconds: None)
        with pytest.raises(AccessError, match=r"certificates to trust is not there.*AWS_CA_BUNDLE"):
            connect(Target())
