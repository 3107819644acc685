"""``trackpost serve`` as a real process."""

import json
import re
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.support.cache import WORKSPACE
from tests.support.files import write
from tests.support.process import TRACKPOST, bare, called, trackpost
from tests.support.reference_server import SNAPSHOT_HEADERS, Told, received, send, told
from trackpost.core.delivery.endpoint import SNAPSHOT_PATH

ROWS = [
    {
        "provider": "jira",
        "workspace": WORKSPACE,
        "external_resource_type": "jira_project",
        "external_resource_id": "ACME",
        "mapping": "acme-board",
    },
    {"provider": "jira", "workspace": WORKSPACE, "mapping": "everything"},
]


@contextmanager
def _serving(*arguments: str | Path) -> Iterator[str]:
    """Run the server until the end of the block, then end it as Ctrl-C does: it goes without a fuss."""
    command = [TRACKPOST, "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, env=bare(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = re.search(r"http://127\.0\.0\.1:[0-9]+", process.stdout.readline())
        try:
            assert said is not None
            yield said[0]
        finally:
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=10)
    assert (process.returncode, "Traceback" in errors) == (128 + signal.SIGINT, False)


def test_serve(tmp_path: Path) -> None:
    """It says where it is, lets in who shows the token, knows the mappings, and remembers in its file."""
    mappings = write(tmp_path / "mappings.json", json.dumps(ROWS))
    options = ("--token", "right", "--data", tmp_path / "data.db", "--mappings", mappings)
    bearer = {"Authorization": "Bearer right"}
    with _serving(*options) as url:
        refused, taken = send(url), told(send(url, headers=SNAPSHOT_HEADERS | bearer))
    with _serving(*options) as url:
        again, kept = send(url, headers=SNAPSHOT_HEADERS | bearer), received(url, headers=bearer)
    assert (refused.status_code, again.headers["idempotent-replayed"]) == (401, "true")
    assert taken == Told(200, {"resolved_by": "resource", "mapping": "acme-board", "issues": 1, "mappings": 0})
    assert isinstance(kept.body, list)
    assert len(kept.body) == 1


def test_serve_with_nothing_but_a_port() -> None:
    """Everybody is let in, and every snapshot waits for a person."""
    with _serving() as url:
        assert send(url).status_code == 202


def test_serve_a_client_that_goes_away() -> None:
    """Half a request leaves no trace, neither in what is kept nor in what is logged; the next one is answered."""
    head = "".join(f"{name}: {text}\r\n" for name, text in SNAPSHOT_HEADERS.items())
    with _serving() as url:
        with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as client:
            client.sendall(f"POST {SNAPSHOT_PATH} HTTP/1.1\r\nHost: x\r\n{head}Content-Length: 9\r\n\r\n{{".encode())
        assert received(url).body == []
        assert send(url).status_code == 202


TABLES: Mapping[str, tuple[bytes, str]] = {
    "no JSON": (b"[{", "($: Expected JSON: Expecting property name enclosed in double quotes at line 1, column 3)"),
    "no list": (b"{}", "($: Expected `array`, got `object`)"),
    "no name": (
        b'[{"provider":"jira","workspace":"w"}]',
        "($[0].mapping: Missing member)",
    ),
    "half a route": (
        b'[{"provider":"jira","workspace":"w","external_resource_type":"jira_project","mapping":"m"}]',
        "($[0].external_resource_id: Expected both routing members or neither)",
    ),
    "a key twice": (
        b'[{"provider":"jira","workspace":"w","mapping":"m"},{"provider":"jira","workspace":"w","mapping":"n"}]',
        "($[1]: Expected each key once)",
    ),
    "no UTF-8": (b"\xff", "(invalid UTF-8 at byte 1)"),
}


@pytest.mark.parametrize(("content", "message"), TABLES.values(), ids=TABLES.keys())
def test_serve_with_mappings_that_are_none(content: bytes, message: str, tmp_path: Path) -> None:
    """The first fault of the file is told, and nothing is served."""
    path = write(tmp_path / "mappings.json", content)
    ended = called("serve", "--port", "0", "--mappings", path)
    assert (ended.exit_code, ended.stdout, ended.stderr.count("\n")) == (78, b"", 1)
    assert ended.stderr.startswith(f"trackpost: error: {path}: ")
    assert message in ended.stderr


def _other_database(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE received (another TEXT)")
    return path


def test_serve_with_data_that_is_none(tmp_path: Path) -> None:
    """A file that cannot keep what is received is told, and stays as it is."""
    text = write(tmp_path / "text", b"this is no database, but a text that is long enough\n" * 20)
    other = _other_database(tmp_path / "other.db")
    found = {path: called("serve", "--port", "0", "--data", path) for path in (text, other, tmp_path)}
    for path, ended in found.items():
        assert (ended.exit_code, ended.stdout, ended.stderr.count("\n")) == (78, b"", 1)
        assert ended.stderr.startswith(f"trackpost: error: {path}: cannot store received snapshots (")
    assert text.read_bytes().startswith(b"this is no database")


def test_serve_on_a_port_that_is_taken() -> None:
    """The port is named."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        ended = trackpost("serve", "--port", str(port))
    assert (ended.exit_code, ended.stdout, ended.stderr.count("\n")) == (78, b"", 1)
    assert ended.stderr.startswith(f"trackpost: error: cannot listen on port {port} (Address already in use")


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_serve_on_a_port_that_cannot_be(port: str) -> None:
    """That is wrong usage."""
    ended = called("serve", "--port", port)
    assert (ended.exit_code, ended.stdout, "--port" in ended.stderr) == (2, b"", True)
