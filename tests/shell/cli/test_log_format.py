"""``--log-format json``: each line on standard error is one JSON object, whoever writes it."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from attrs import frozen

from tests.support.files import CREDENTIALS, make_project
from tests.support.injected import at_import
from tests.support.process import Ended, called, trackpost
from tests.support.scripted_server import TAKEN, http, scripted

CANARY = "c4nary-s3cret"
ODD = "\x1b]0;pwn\x07\x9b31m\u2028\u202e\x7f"
PATH = "/api/v1/connectors/trackers/snapshots/"


def records(ended: Ended) -> list[dict[str, object]]:
    """Return the lines of standard error, all of which are printable ASCII, without their times."""
    assert ended.stderr.replace("\n", "").isprintable()
    assert ended.stderr.isascii()
    found: list[dict[str, object]] = [json.loads(line) for line in ended.stderr.splitlines()]
    assert all(datetime.fromisoformat(str(one.pop("time"))).tzinfo is not None for one in found)
    return found


def test_each_attempt_is_an_object(tmp_path: Path) -> None:
    """With its number, outcome, status and duration; no token, no body."""
    files = make_project(tmp_path)
    with scripted(http(503, CANARY.encode()), TAKEN) as server:
        arguments = ("publish", "-v", "--log-format", "json", "--server-url", server.url, "--auth-token", CANARY)
        ended = trackpost(*arguments, env=files.env, cwd=files.root)
    lines = records(ended)
    assert ended.exit_code == 0
    assert CANARY not in ended.stderr
    for one in lines:
        assert str(one.pop("message")).startswith(f"attempt {one['attempt']} to {server.url}{PATH}: ")
        assert isinstance(one.pop("seconds"), float)
    common = {"level": "info", "logger": "trackpost.delivery", "event": "attempt", "endpoint": server.url + PATH}
    assert lines == [
        {**common, "attempt": 1, "outcome": "retry_later", "status_code": 503},
        {**common, "attempt": 2, "outcome": "delivered", "status_code": 200},
    ]


@frozen
class Case:
    """A command, and how the only record of it begins."""

    arguments: tuple[str, ...]
    exit_code: int
    level: str
    kind: str
    message: str


CASES: Mapping[str, Case] = {
    "an error of publish": Case(
        ("publish", "--server-url", f"https://{ODD}"), 78, "error", "unusable_server_url", "cannot use server URL"
    ),
    "an error of pull": Case(("pull",), 78, "error", "missing_credential", ""),
    "a wrong value": Case(("publish", "--timeout-seconds", ODD), 2, "error", "usage", "invalid value for"),
    "a warning": Case(
        ("publish", "--server-url", "{url}", "--allow-foreign"), 0, "warning", "foreign_issues_included", ""
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_warnings_and_errors_are_objects(case: Case, tmp_path: Path) -> None:
    """Each with its kind, which is that of ``--json``, and its message; a terminal obeys nothing of it."""
    files = make_project(tmp_path, credentials=CREDENTIALS.replace("ACME", "BETA"))
    with scripted() as server:
        arguments = [text.format(url=server.url) for text in case.arguments]
        ended = trackpost(*arguments, "--log-format", "json", env=files.env, cwd=files.root)
    (record,) = records(ended)
    assert (ended.exit_code, record["level"], record["kind"]) == (case.exit_code, case.level, case.kind)
    assert str(record["message"]).startswith(case.message)


def test_what_a_library_logs(tmp_path: Path) -> None:
    """It is an object too; of a traceback, only the type of what was raised."""
    files = make_project(tmp_path)
    action = f"import logging\ntry: {{}}[{CANARY!r}]\nexcept KeyError: logging.exception('two\\n%s', {ODD!r})"
    env = files.env | at_import(tmp_path, "httpx", action)
    with scripted() as server:
        arguments = ("publish", "--log-format=json", "--server-url", server.url)
        ended = trackpost(*arguments, env=env, cwd=files.root)
    assert records(ended) == [{"level": "error", "message": f"two\n{ODD}", "logger": "root", "raised": "KeyError"}]


def test_text_is_the_default(tmp_path: Path) -> None:
    """Also after a command in the same process that asked for JSON."""
    files = make_project(tmp_path)
    called("publish", "--server-url", "", "--log-format", "json", env=files.env, cwd=files.root)
    ended = called("publish", "--server-url", "", env=files.env, cwd=files.root)
    assert ended.stderr.startswith("trackpost: error: no server URL; ")
