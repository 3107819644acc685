"""Several tokens: each is an account, and what one sends is nothing to the others."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.process import called
from tests.support.raw_http import SOUND, asked
from tests.support.reference_server import (
    KEY,
    SNAPSHOT_HEADERS,
    JsonAnswer,
    changed_body,
    received,
    reference_server,
    send,
)
from tests.support.serve_process import serving
from trackpost.shell.server.read_back import PROJECTS_PATH, RECEIVED_PATH

FIRST, SECOND = ({"Authorization": f"Bearer {token}"} for token in ("one", "two"))
OTHER_KEY = "0" * 64


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """Run a server for two accounts, with a key of the first."""
    with reference_server(tokens=("one", "two"), data=tmp_path / "data.db") as url:
        assert send(url, headers=SNAPSHOT_HEADERS | FIRST).status_code == 202
        yield url


def _keys(url: str, bearer: dict[str, str]) -> list[str]:
    body = received(url, headers=bearer).body
    assert isinstance(body, list)
    return [line["idempotency_key"] for line in body]


def test_each_lists_its_own(url: str) -> None:
    """Neither account sees a snapshot of the other, by list or by key."""
    unknown = JsonAnswer(404, {"error": "unknown_key", "message": "Nothing was received under this key.", "path": None})
    assert received(url, KEY, SECOND) == unknown
    assert send(url, changed_body(issues=[]), SNAPSHOT_HEADERS | SECOND).status_code == 202
    assert send(url, headers=SNAPSHOT_HEADERS | SECOND | {"Idempotency-Key": OTHER_KEY}).status_code == 202
    assert (_keys(url, FIRST), _keys(url, SECOND)) == ([KEY], [KEY, OTHER_KEY])


@pytest.mark.parametrize("after", [f"1/{KEY}", f"0/{KEY}", f"/{KEY}"])
def test_no_page_after_a_key_of_another(after: str, url: str) -> None:
    """The name under which a key is stored is no key."""
    send(url, headers=SNAPSHOT_HEADERS | SECOND)
    answer = asked(url, tuple(FIRST.items()), b"", "GET", f"{RECEIVED_PATH}?after={after}")
    assert (answer.status, answer.code) == (404, "unknown_key")


def test_each_has_its_own_pages(url: str) -> None:
    """The next page goes on with the same account."""
    for key in (KEY, OTHER_KEY, "1" * 64):
        send(url, headers=SNAPSHOT_HEADERS | SECOND | {"Idempotency-Key": key})
    page = asked(url, tuple(SECOND.items()), b"", "GET", f"{RECEIVED_PATH}?limit=1&after={KEY}")
    assert [line["idempotency_key"] for line in json.loads(page.content)] == [OTHER_KEY]
    assert page.headers["link"] == f'<{RECEIVED_PATH}?after={OTHER_KEY}&limit=1>; rel="next"'


def test_replays_are_counted_apart(url: str) -> None:
    """A repetition by one account is none of the other."""
    send(url, headers=SNAPSHOT_HEADERS | SECOND)
    send(url, headers=SNAPSHOT_HEADERS | SECOND)
    counts = [received(url, KEY, bearer).body for bearer in (FIRST, SECOND)]
    assert [body["replays"] for body in counts if isinstance(body, dict)] == [0, 1]


def test_a_file_of_one_account(tmp_path: Path) -> None:
    """What was received before there were accounts belongs to the first."""
    data = tmp_path / "data.db"
    with reference_server(data=data) as url:
        send(url)
    with closing(sqlite3.connect(data)) as connection, connection:
        connection.execute("DROP TABLE projects")
    with reference_server(tokens=("one", "two"), data=data) as url:
        answers = [send(url, headers=SNAPSHOT_HEADERS | bearer) for bearer in (FIRST, SECOND)]
        projects = asked(url, (*SOUND, *FIRST.items()), b"", "GET", PROJECTS_PATH)
    assert ["idempotent-replayed" in answer.headers for answer in answers] == [True, False]
    assert json.loads(projects.content) == []


def test_serve_with_two_tokens() -> None:
    """Both may publish under one key, and nobody else."""
    with serving("--token", "one", "--token", "two") as server:
        answers = [send(server.url, headers=SNAPSHOT_HEADERS | bearer) for bearer in ({}, FIRST, SECOND)]
    assert [answer.status_code for answer in answers] == [401, 202, 202]
    assert "idempotent-replayed" not in answers[2].headers


def test_serve_with_a_blank_token() -> None:
    """The server does not start without a token that somebody meant to give."""
    ended = called("serve", "--port", "0", "--token", "one", "--token", " ")
    assert (ended.exit_code, ended.stdout, ended.stderr.count("\n")) == (78, b"", 1)
    assert "--token" in ended.stderr
