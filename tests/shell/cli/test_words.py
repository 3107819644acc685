"""What people and programs read of the commands when all goes well."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.files import CREDENTIALS, make_project
from tests.support.golden import copy_of
from tests.support.process import called, trackpost
from tests.support.scripted_server import http, scripted
from tests.support.terminal import on_a_terminal
from trackpost.core import VERSION

ROUTES: Mapping[str, tuple[tuple[str, str] | None, str | None, str]] = {
    "jira": (("jira_project", "ACME"), None, ""),
    "linear": (("linear_team", "abc-123-def-456"), None, ""),
    "jira-no-key": (None, "missing_credential", "project_key"),
    "beads": (None, "unsupported_provider", "'beads'"),
}


@pytest.mark.parametrize(("name", "route", "kind", "word"), [(n, *row) for n, row in ROUTES.items()], ids=ROUTES.keys())
def test_the_route_of_each_golden_project(
    name: str, route: tuple[str, str] | None, kind: str | None, word: str, tmp_path: Path
) -> None:
    """The routing key where there is one, and else why not."""
    golden = copy_of(name, tmp_path)
    where = ("--root", golden.root)
    program, person = called("route", *where, "--json", env=golden.env), called("route", *where, env=golden.env)
    wire = None if route is None else dict(zip(("external_resource_type", "external_resource_id"), route, strict=True))
    expected = golden.wire.body
    report = program.report
    assert (report["ok"], report["route"]) == (route is not None, wire)
    assert (report["provider"], report["workspace"]) == (expected["provider"], expected["workspace"])
    assert {part.get("kind") for part in (report["route_error"], report["error"]) if isinstance(part, dict)} == (
        set() if kind is None else {kind}
    )
    assert program.exit_code == person.exit_code == (0 if kind is None else 78)
    assert (word in person.stderr, person.stderr.count("\n")) == (True, 0 if kind is None else 1)
    assert all(text in person.text for text in route or ())


def test_a_publish_in_words(tmp_path: Path) -> None:
    """Outcome, server, route, counts and key on standard output."""
    files = make_project(tmp_path)
    with scripted() as server:
        arguments = ("publish", "--server-url", server.url)
        report = called(*arguments, "--json", env=files.env, cwd=files.root).report
        ended = called(*arguments, env=files.env, cwd=files.root)
    first, *lines = ended.text.splitlines()
    rows = dict(line.split(maxsplit=1) for line in lines)
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert first == f"Delivered: {server.url}/api/v1/connectors/trackers/snapshots/ answered 200"
    assert rows == {
        "route": "jira_project ACME",
        "issues": "2",
        "links": "1",
        "bytes": str(report["bytes"]),
        "digest": report["digest"],
        "key": report["idempotency_key"],
    }


BOARDS: Mapping[str, tuple[bytes, str]] = {
    "found": (b'{"resolved_by": "resource", "mapping": "acme-board"}', "  board   acme-board, found by its resource"),
    "not found": (
        b'{"resolved_by": null, "mapping": null}',
        "  board   none yet; the snapshot waits until a person maps it",
    ),
    "not said": (b"", "  route   jira_project ACME"),
}


@pytest.mark.parametrize(("answer", "line"), BOARDS.values(), ids=BOARDS.keys())
def test_the_board_of_a_publish(answer: bytes, line: str, tmp_path: Path) -> None:
    """Who publishes reads where the snapshot landed, and why, if the server says so."""
    files = make_project(tmp_path)
    with scripted(http(202, answer)) as server:
        ended = called("publish", "--server-url", server.url, env=files.env, cwd=files.root)
    assert ended.text.splitlines()[1] == line


def test_a_token_is_asked_for(tmp_path: Path) -> None:
    """On a terminal, which does not show it."""
    files = make_project(tmp_path)
    with (
        scripted() as server,
        on_a_terminal(files, "publish", "--server-url", server.url, "--auth-token", "-") as terminal,
    ):
        seen = terminal.shows("token: ")
        terminal.types("c4nary-s3cret\n")
        seen += terminal.shows()
    assert server.only.headers["authorization"] == "Bearer c4nary-s3cret"
    assert ("c4nary" in seen, "Delivered: " in seen) == (False, True)


def test_a_replay_in_words(tmp_path: Path) -> None:
    """Who repeats a publish is told that nothing changed."""
    files = make_project(tmp_path)
    with scripted(http(202, b"", {"Idempotent-Replayed": "true"})) as server:
        ended = called("publish", "--server-url", server.url, env=files.env, cwd=files.root)
    assert ended.text.startswith("Already up to date: ")


def test_a_publish_without_a_route_warns(tmp_path: Path) -> None:
    """It succeeds, and one line on standard error says what is missing where."""
    files = make_project(tmp_path, credentials=CREDENTIALS.replace('project_key = "ACME"\n', ""))
    with scripted() as server:
        ended = called("publish", "--server-url", server.url, env=files.env, cwd=files.root)
    assert (ended.exit_code, ended.stderr.count("\n")) == (0, 1)
    assert ended.stderr.startswith("trackpost: warning: both routing fields are null: ")
    assert "project_key" in ended.stderr


def test_a_report_of_success(tmp_path: Path) -> None:
    """A program reads what was sent and what was answered."""
    files = make_project(tmp_path)
    with scripted(http(201, '{"says":["é"]}'.encode())) as server:
        report = called("publish", "--server-url", server.url, "--json", env=files.env, cwd=files.root).report
        asked = server.only
    assert report == {
        "ok": True,
        "outcome": "delivered",
        "endpoint": server.url + asked.path,
        "status_code": 201,
        "body": {"says": ["é"]},
        "idempotency_key": asked.headers["idempotency-key"],
        "digest": report["digest"],
        "issues": 2,
        "mappings": 1,
        "bytes": len(asked.body),
        "route": {"external_resource_type": "jira_project", "external_resource_id": "ACME"},
        "route_error": None,
        "effect": "applied",
        "attempts": 1,
        "retry_at": None,
        "error": None,
        "warnings": [],
    }


def test_a_preview_for_a_program(tmp_path: Path) -> None:
    """The headers with the token masked, and the body itself."""
    files = make_project(tmp_path)
    body = trackpost("preview", "--body", env=files.env, cwd=files.root).stdout
    ended = called("preview", "--json", "--auth-token", "c4nary-s3cret", env=files.env, cwd=files.root)
    report = ended.report
    assert (ended.exit_code, report["ok"], report["bytes"], ended.stderr) == (0, True, len(body), "")
    assert report["headers"] == {
        "Content-Type": "application/json",
        "Idempotency-Key": report["idempotency_key"],
        "Accept": "application/json",
        "User-Agent": f"trackpost/{VERSION}",
        "Authorization": "Bearer ********",
    }
    assert json.loads(body) in report.values()


HELP: Mapping[str, tuple[tuple[str, ...], str]] = {
    "the whole": (("--help",), "Usage: trackpost "),
    "in short": (("-h",), "Usage: trackpost "),
    **{
        name: ((name, "--help"), f"Usage: trackpost {name} ")
        for name in ("route", "preview", "publish", "serve", "demo")
    },
    "with JSON asked for": (("publish", "--json", "--help"), "Usage: trackpost publish "),
}


@pytest.mark.parametrize(("arguments", "begin"), HELP.values(), ids=HELP.keys())
def test_help(arguments: tuple[str, ...], begin: str) -> None:
    """Every command says how it is used, without a project."""
    ended = called(*arguments)
    assert (ended.exit_code, ended.stderr, ended.text[: len(begin)]) == (0, "", begin)


def test_version() -> None:
    """The version is that of the distribution."""
    assert called("--version").text == f"trackpost {VERSION}\n"


def test_a_terminal_that_knows_few_letters(tmp_path: Path) -> None:
    """What cannot be shown is escaped, and nothing fails."""
    files = make_project(tmp_path, credentials=CREDENTIALS.replace("ACME", "日本"))
    env = files.env | {"PYTHONIOENCODING": "latin-1"}
    ended = trackpost("route", env=env, cwd=files.root)
    assert (ended.exit_code, "\\u65e5\\u672c" in ended.text) == (0, True)
