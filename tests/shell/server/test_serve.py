"""``trackpost serve`` as a real process."""

import json
import socket
import sqlite3
from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.support.cache import WORKSPACE
from tests.support.files import write
from tests.support.process import called, trackpost
from tests.support.raw_http import SOUND, connected, head_of, is_closed, with_length
from tests.support.reference_server import SNAPSHOT_HEADERS, JsonAnswer, json_answer, received, send
from tests.support.requests import BODY
from tests.support.serve_process import serving

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


def test_serve(tmp_path: Path) -> None:
    """The server prints its URL, requires the token, uses the mappings, and stores snapshots in its file."""
    mappings = write(tmp_path / "mappings.json", json.dumps(ROWS))
    options = ("--token", "right", "--data", tmp_path / "data.db", "--mappings", mappings)
    bearer = {"Authorization": "Bearer right"}
    with serving(*options) as server:
        refused, taken = send(server.url), json_answer(send(server.url, headers=SNAPSHOT_HEADERS | bearer))
    with serving(*options) as server:
        again, kept = send(server.url, headers=SNAPSHOT_HEADERS | bearer), received(server.url, headers=bearer)
    assert (refused.status_code, again.headers["idempotent-replayed"]) == (401, "true")
    assert taken == JsonAnswer(200, {"resolved_by": "resource", "mapping": "acme-board", "issues": 1, "mappings": 0})
    assert isinstance(kept.body, list)
    assert len(kept.body) == 1


def test_serve_with_only_a_port() -> None:
    """Without options, the server accepts every snapshot, which then waits for a person."""
    with serving() as server:
        assert send(server.url).status_code == 202


def test_a_client_that_disconnects() -> None:
    """Half a request is neither recorded nor logged, and the next request is answered."""
    with serving() as server:
        with connected(server.url) as client:
            client.sendall(head_of(server.url, (*SOUND, ("Content-Length", "9"))) + b"{")
        assert received(server.url).body == []
        assert send(server.url).status_code == 202


TABLES: Mapping[str, tuple[bytes, str]] = {
    "not JSON": (b"[{", "($: Expected JSON: Expecting property name enclosed in double quotes at line 1, column 3)"),
    "not a list": (b"{}", "($: Expected `array`, got `object`)"),
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
    "not UTF-8": (b"\xff", "(invalid UTF-8 at byte 1)"),
}


@pytest.mark.parametrize(("content", "message"), TABLES.values(), ids=TABLES.keys())
def test_serve_with_invalid_mappings(content: bytes, message: str, tmp_path: Path) -> None:
    """The server does not start, and one line has the first error in the file."""
    path = write(tmp_path / "mappings.json", content)
    ended = called("serve", "--port", "0", "--mappings", path)
    assert (ended.exit_code, ended.stdout, ended.stderr.count("\n")) == (78, b"", 1)
    assert ended.stderr.startswith(f"trackpost: error: {path}: ")
    assert message in ended.stderr


TOKENS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "a blank one": ((" ",), "no token in --token; provide one, or omit the option"),
    "one that no header can hold": (("ü",), "--token has a blank, a line break or a non-ASCII letter at position 1"),
    "one twice": (("one", "two", "one "), "--token has the same token as another --token; give the token of another"),
}


@pytest.mark.parametrize(("tokens", "message"), TOKENS.values(), ids=TOKENS.keys())
def test_serve_with_unusable_tokens(tokens: tuple[str, ...], message: str) -> None:
    """The server does not start, and one line says why; the second account of one token would have no requests."""
    ended = called("serve", "--port", "0", *(word for token in tokens for word in ("--token", token)))
    assert (ended.exit_code, ended.stdout, ended.stderr.count("\n")) == (78, b"", 1)
    assert ended.stderr.startswith(f"trackpost: error: {message}")


def _other_database(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE received (another TEXT)")
    return path


def test_serve_with_unusable_data(tmp_path: Path) -> None:
    """The server does not start with a file that it cannot use, and leaves it unchanged."""
    text = write(tmp_path / "text", b"this is not a database, but a text that is long enough\n" * 20)
    other = _other_database(tmp_path / "other.db")
    found = {path: called("serve", "--port", "0", "--data", path) for path in (text, other, tmp_path)}
    for path, ended in found.items():
        assert (ended.exit_code, ended.stdout, ended.stderr.count("\n")) == (78, b"", 1)
        assert ended.stderr.startswith(f"trackpost: error: {path}: cannot store received snapshots (")
    assert text.read_bytes().startswith(b"this is not a database")


def test_serve_on_a_port_in_use() -> None:
    """The error has the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        ended = trackpost("serve", "--port", str(port))
    assert (ended.exit_code, ended.stdout, ended.stderr.count("\n")) == (78, b"", 1)
    assert ended.stderr.startswith(f"trackpost: error: cannot listen on port {port} (Address already in use")


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_serve_on_an_invalid_port(port: str) -> None:
    """An invalid port is a usage error."""
    ended = called("serve", "--port", port)
    assert (ended.exit_code, ended.stdout, "--port" in ended.stderr) == (2, b"", True)


FAULTS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "an answer": (("--answer", "42"), "answer '42' is neither a status from 200 to 599 nor a code of the contract"),
    "a header": (("--answer", "503,Date=now"), "header 'Date' is set by the server itself"),
    "a code": (("--answer", "unavailible"), "unknown code 'unavailible'; did you mean 'unavailable'? (known: "),
    "a delay": (("--delay", "soon"), "delay 'soon' is not a number of seconds above 0 and at most 3600"),
    "a moment": (("--hang-up", "now"), "unknown moment 'now' (known: before-head, after-head, after-body, "),
    "two faults": (("--answer", "503", "--delay", "1"), "--answer and --delay cannot be combined; give one of them"),
    "no fault": (("--fail-every", "2"), "--fail-every needs --answer, --delay or --hang-up"),
}


@pytest.mark.parametrize(("arguments", "message"), FAULTS.values(), ids=FAULTS.keys())
def test_serve_with_unusable_faults(arguments: tuple[str, ...], message: str) -> None:
    """The server does not start, and one line says what is wrong."""
    ended = called("serve", "--port", "0", *arguments)
    assert (ended.exit_code, ended.stdout, ended.stderr.count("\n")) == (2, b"", 1)
    assert ended.stderr.startswith(f"trackpost: error: {message}")


def test_a_server_that_ends_during_a_delay() -> None:
    """It does not wait for the answer that it delays, and hangs up."""
    with ExitStack() as stack:
        with serving("--delay", "600") as server:
            client = stack.enter_context(connected(server.url))
            client.sendall(head_of(server.url, with_length(SOUND)) + BODY)
            while received(server.url).body == []:
                pass
        assert is_closed(client)
