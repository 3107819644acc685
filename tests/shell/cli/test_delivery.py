"""The options of ``trackpost publish`` that are about delivery, in real processes where time passes."""

import re
from collections.abc import Mapping
from pathlib import Path
from time import monotonic

import pytest
from attrs import frozen

from tests.support.files import CREDENTIALS, make_project
from tests.support.ledger import held
from tests.support.patience import PROMPTLY
from tests.support.process import called, trackpost
from tests.support.scripted_server import TAKEN, Reply, http, scripted

CANARY = "c4nary-s3cret"
PATH = "/api/v1/connectors/trackers/snapshots/"
LATER = http(503, b"", {"Retry-After": "Fri, 31 Dec 2100 23:59:59 GMT"})


def test_each_attempt_is_a_line(tmp_path: Path) -> None:
    """With -v: what came of it and how long it took; no token, no body."""
    files = make_project(tmp_path)
    with scripted(http(503, CANARY.encode()), TAKEN) as server:
        arguments = ("publish", "-v", "--server-url", server.url, "--auth-token", CANARY)
        ended = trackpost(*arguments, env=files.env, cwd=files.root)
    lines = ended.stderr.splitlines()
    shape = rf"[-0-9]+ [:,0-9]+ attempt %s to {re.escape(server.url + PATH)}: %s \(HTTP %s\) in \d+\.\d\d s"
    assert ended.exit_code == 0
    assert [
        bool(re.fullmatch(shape % said, line))
        for said, line in zip(((1, "retry_later", 503), (2, "delivered", 200)), lines, strict=True)
    ] == [True, True]
    assert CANARY not in ended.stderr


def test_without_it_nothing_is_said(tmp_path: Path) -> None:
    """What went well after all needs no words."""
    files = make_project(tmp_path)
    with scripted(http(503), TAKEN) as server:
        ended = trackpost("publish", "--server-url", server.url, "--json", env=files.env, cwd=files.root)
    assert (ended.exit_code, ended.stderr, ended.report["attempts"]) == (0, "", 2)


@frozen
class Case:
    """What a server does, and how the command ends."""

    reply: Reply
    outcome: str
    deadline: str = "1"


CASES: Mapping[str, Case] = {
    "no answer": Case(Reply(holds=True), "effect_unknown"),
    "a trickled answer": Case(Reply(content=b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 999, pause=0.01), "effect_unknown"),
    "busy": Case(http(503), "retry_later"),
    "busy until later": Case(LATER, "retry_later", deadline="60"),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_deadline(case: Case, tmp_path: Path) -> None:
    """The command ends at its deadline, or before if a later attempt would be too late."""
    files = make_project(tmp_path)
    with scripted(case.reply) as server:
        times = ("--deadline-seconds", case.deadline, "--timeout-seconds", "60")
        began = monotonic()
        ended = called("publish", "--server-url", server.url, *times, "--json", env=files.env, cwd=files.root)
        took = monotonic() - began
    assert (ended.exit_code, ended.report["outcome"]) == (75, case.outcome)
    assert took < PROMPTLY


def test_when_to_come_back(tmp_path: Path) -> None:
    """A program and a person are told the time."""
    files = make_project(tmp_path)
    with scripted(LATER) as server:
        arguments = ("publish", "--server-url", server.url)
        told = called(*arguments, "--json", env=files.env, cwd=files.root)
        said = called(*arguments, env=files.env, cwd=files.root)
    assert told.report["retry_at"] is not None
    assert (told.exit_code, said.exit_code) == (75, 75)
    assert "Retry-After: Fri, 31 Dec 2100 23:59:59 GMT" in said.stderr


def test_a_wiped_cache(tmp_path: Path) -> None:
    """Refused with the way out, and published with that."""
    files = make_project(tmp_path)
    with scripted() as server:
        arguments = ("publish", "--server-url", server.url)
        called(*arguments, env=files.env, cwd=files.root)
        held(files)
        refused = called(*arguments, env=files.env, cwd=files.root)
        allowed = called(*arguments, "--allow-shrink", env=files.env, cwd=files.root)
    assert (refused.exit_code, allowed.exit_code, len(server.asked)) == (65, 0, 2)
    assert "--allow-shrink" in refused.stderr


def test_a_token_of_another_server(tmp_path: Path) -> None:
    """Refused with both ways out."""
    credentials = f'{CREDENTIALS}access_token = "{CANARY}"\n[server]\nurl = "https://kitty.invalid"\n'
    files = make_project(tmp_path, credentials=credentials)
    arguments = ("publish", "--server-url", "https://other.invalid", "--deadline-seconds", "0.1")
    refused = called(*arguments, env=files.env, cwd=files.root)
    allowed = called(*arguments, "--trust-server", env=files.env, cwd=files.root)
    assert (refused.exit_code, allowed.exit_code) == (78, 69)
    assert all(
        words in refused.stderr for words in ("kitty.invalid", "other.invalid", "--trust-server", "--auth-token")
    )
    assert CANARY not in refused.stderr + allowed.stderr


TIMES: Mapping[str, tuple[str, int, str]] = {
    "none": ("0", 2, "86400 seconds, not 0.0"),
    "no number": ("soon", 2, "--deadline-seconds"),
    "more than a day": ("100000", 2, "86400 seconds, not 100000.0"),
}


@pytest.mark.parametrize(("seconds", "exit_code", "words"), TIMES.values(), ids=TIMES.keys())
def test_a_deadline_that_cannot_be_kept(seconds: str, exit_code: int, words: str, tmp_path: Path) -> None:
    """Said before anything is sent."""
    files = make_project(tmp_path)
    arguments = ("publish", "--server-url", "http://127.0.0.1:1", "--deadline-seconds", seconds)
    ended = called(*arguments, env=files.env, cwd=files.root)
    assert ended.exit_code == exit_code
    assert words in ended.stderr


def test_an_unchanged_project(tmp_path: Path) -> None:
    """With --skip-unchanged, the second publish sends nothing, exits 0 and has a word of its own."""
    files = make_project(tmp_path)
    with scripted(TAKEN) as server:
        arguments = ("publish", "--skip-unchanged", "--server-url", server.url)
        first, second = (trackpost(*arguments, "--json", env=files.env, cwd=files.root) for _ in range(2))
        third = trackpost(*arguments, env=files.env, cwd=files.root)
    assert [(ended.exit_code, ended.report["outcome"]) for ended in (first, second)] == [
        (0, "delivered"),
        (0, "unchanged"),
    ]
    assert third.stdout.startswith(f"Unchanged: {server.url + PATH} has this snapshot; nothing was sent\n".encode())
    assert len(server.asked) == 1
