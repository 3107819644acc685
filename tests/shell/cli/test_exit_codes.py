"""What a shell, a person and a program are told: one case for each kind of end, and a process for each status."""

import socket
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from attrs import field, frozen

from tests.support.cache import issue_row
from tests.support.files import CONFIG, CREDENTIALS, Files, make_project
from tests.support.process import Ended, called, trackpost
from tests.support.scripted_server import TAKEN, Reply, http, scripted

MEMBERS = {
    "ok",
    "outcome",
    "endpoint",
    "status_code",
    "body",
    "idempotency_key",
    "digest",
    "issues",
    "mappings",
    "bytes",
    "route",
    "route_error",
    "effect",
    "attempts",
    "retry_at",
    "error",
    "warnings",
}
SENT = {"endpoint", "idempotency_key", "digest", "issues", "mappings", "bytes"}
NO_ROUTE = CREDENTIALS.replace('project_key = "ACME"\n', "")
MALFORMED = "tracker: ["
SOON = ("--deadline-seconds", "3")


@frozen(kw_only=True)
class Case:
    """One end of a publish.

    Attributes:
        exit_code: what the shell is told.
        outcome: what a program is told first.
        kind: of the error; None where there is none.
        reply: the server's.
        files: what is special about the project's files.
        options: more of the command line.
    """

    exit_code: int
    outcome: str = "not_sent"
    kind: str | None = None
    reply: Reply = TAKEN
    files: Callable[[Path], Files] = make_project
    options: tuple[str, ...] = field(default=())


def _with_config(content: str | bytes | None) -> Callable[[Path], Files]:
    return lambda folder: make_project(folder, config=content)


def _with_credentials(content: str) -> Callable[[Path], Files]:
    return lambda folder: make_project(folder, credentials=content)


def _with_corrupt_row(folder: Path) -> Files:
    return make_project(folder, rows=[issue_row(payload="{")])


def _without_cache(folder: Path) -> Files:
    return make_project(folder, rows=None)


def _with_text_for_a_cache(folder: Path) -> Files:
    files = make_project(folder)
    files.cache.write_bytes(b"no database " * 100)
    return files


CASES: Mapping[str, Case] = {
    "delivered": Case(exit_code=0, outcome="delivered"),
    "replayed": Case(exit_code=0, outcome="replayed", reply=http(200, b"{}", {"Idempotent-Replayed": "true"})),
    "delivered without a route": Case(exit_code=0, outcome="delivered", files=_with_credentials(NO_ROUTE)),
    "no such option": Case(exit_code=2, kind="usage", options=("--nowhere",)),
    "a timeout that is no number": Case(exit_code=2, kind="usage", options=("--timeout-seconds", "soon")),
    "a timeout of nothing": Case(exit_code=2, kind="unusable_timeout", options=("--timeout-seconds", "0")),
    "an argument too many": Case(exit_code=2, kind="usage", options=("more",)),
    "no cache": Case(exit_code=65, kind="missing_cache", files=_without_cache),
    "a cache that is none": Case(exit_code=65, kind="unreadable_cache", files=_with_text_for_a_cache),
    "a corrupt row": Case(exit_code=65, kind="corrupt_row", files=_with_corrupt_row),
    "503": Case(exit_code=75, outcome="retry_later", kind="retry_later", reply=http(503), options=SOON),
    "closed": Case(exit_code=75, outcome="effect_unknown", kind="effect_unknown", reply=Reply(), options=SOON),
    "never answered": Case(
        exit_code=75,
        outcome="effect_unknown",
        kind="effect_unknown",
        reply=Reply(holds=True),
        options=("--timeout-seconds", "0.3", *SOON),
    ),
    "422": Case(exit_code=76, outcome="rejected", kind="rejected", reply=http(422, b'{"error":"x"}')),
    "redirected": Case(
        exit_code=76,
        outcome="redirected",
        kind="redirected",
        reply=http(302, b"", {"Location": "https://elsewhere.example/"}),
    ),
    "no JSON": Case(exit_code=76, outcome="broken_protocol", kind="broken_protocol", reply=http(200, b"<html>")),
    "401": Case(exit_code=77, outcome="not_allowed", kind="not_allowed", reply=http(401)),
    "403": Case(exit_code=77, outcome="not_allowed", kind="not_allowed", reply=http(403, b"no")),
    "not bound": Case(exit_code=78, kind="not_bound", files=_with_config("project: {slug: x}\n")),
    "malformed config": Case(exit_code=78, kind="malformed_file", files=_with_config(MALFORMED)),
    "config that is no text": Case(exit_code=78, kind="unreadable_file", files=_with_config(b"\xff")),
    "config of the wrong shape": Case(exit_code=78, kind="wrong_shape", files=_with_config("tracker: 5\n")),
    "an unknown mode": Case(
        exit_code=78, kind="unknown_doctrine_mode", files=_with_config(CONFIG + "  doctrine: {mode: mine}\n")
    ),
    "malformed credentials": Case(exit_code=78, kind="malformed_file", files=_with_credentials("[")),
    "a malformed credential": Case(
        exit_code=78, kind="malformed_credential", files=_with_credentials("[tracker.providers.jira]\nemail = 1.5\n")
    ),
    "a route is required": Case(
        exit_code=78, kind="route_required", files=_with_credentials(NO_ROUTE), options=("--require-route",)
    ),
    "a token with a line break": Case(exit_code=78, kind="unusable_token", options=("--auth-token", "a\nb")),
    "no server": Case(exit_code=78, kind="missing_server_url", options=("--server-url", "")),
    "a server that cannot be": Case(
        exit_code=78, kind="unusable_server_url", options=("--server-url", "https://user:c4nary@x")
    ),
    "plain http": Case(exit_code=78, kind="insecure_server_url", options=("--server-url", "http://kitty.example")),
}


def _publish(case: Case, folder: Path, run: Callable[..., Ended], *more: str) -> Ended:
    files = case.files(folder)
    with scripted(case.reply) as server:
        arguments = ("publish", "--server-url", server.url, *case.options, *more)
        return run(*arguments, env=files.env, cwd=files.root)


FIRST = {case.exit_code: case for case in reversed([*CASES.values()])}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_for_a_program(case: Case, tmp_path: Path) -> None:
    """Standard output is exactly one JSON object with all its members, and standard error is empty.

    The first case of each status is a process, and so is wrong usage, which nothing but the program itself reports.
    """
    is_process = case is FIRST[case.exit_code] or case.kind == "usage"
    ended = _publish(case, tmp_path, trackpost if is_process else called, "--json")
    report = ended.report
    assert (ended.exit_code, ended.stderr) == (case.exit_code, "")
    assert (report["ok"], report["outcome"], _kind(report)) == (case.exit_code == 0, case.outcome, case.kind)
    assert report.keys() == MEMBERS
    assert {name for name in SENT if report[name] is not None} == (SENT if case.outcome != "not_sent" else set())


def _kind(report: Mapping[str, object]) -> object:
    match report["error"]:
        case {"kind": kind, "message": str(message)} if message.isprintable():
            return kind
        case other:
            return other


FOR_PEOPLE = {name: case for name, case in CASES.items() if case.kind not in {None, "usage"}}


@pytest.mark.parametrize("case", FOR_PEOPLE.values(), ids=FOR_PEOPLE.keys())
def test_for_a_person(case: Case, tmp_path: Path) -> None:
    """A failure is one line on standard error, and nothing else anywhere."""
    ended = _publish(case, tmp_path, called)
    assert (ended.exit_code, ended.stdout) == (case.exit_code, b"")
    assert ended.stderr.startswith("trackpost: error: ")
    assert (ended.stderr.count("\n"), "c4nary" in ended.stderr) == (1, False)


def test_nobody_listens(tmp_path: Path) -> None:
    """69: the server could not be reached, and nothing was sent."""
    files = make_project(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    last = f"; nothing was sent; the address is {url}/api/v1/connectors/trackers/snapshots/\n"
    ended = trackpost("publish", "--server-url", url, env=files.env, cwd=files.root)
    program = trackpost("publish", "--server-url", url, "--json", env=files.env, cwd=files.root)
    assert (ended.exit_code, ended.stdout, ended.stderr.endswith(last)) == (69, b"", True)
    assert (program.exit_code, program.report["outcome"], program.stderr) == (69, "unreachable", "")


@contextmanager
def _written(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        yield


def test_a_cache_that_is_being_written(tmp_path: Path) -> None:
    """75: the other program will end."""
    files = make_project(tmp_path)
    with ExitStack() as stack:
        stack.enter_context(_written(files.cache))
        server = stack.enter_context(scripted())
        ended = trackpost("publish", "--server-url", server.url, "--json", env=files.env, cwd=files.root)
    assert (ended.exit_code, _kind(ended.report), server.asked) == (75, "busy_cache", [])


USAGE: Mapping[str, tuple[str, ...]] = {
    "no such option": ("publish", "--nowhere"),
    "no such command": ("nowhere",),
    "a value is missing": ("publish", "--server-url"),
    "bytes and JSON at once": ("preview", "--body", "--json"),
    "a program may not ask the demo for JSON": ("demo", "--json"),
}


@pytest.mark.parametrize("arguments", USAGE.values(), ids=USAGE.keys())
def test_wrong_usage(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """2: a person reads on standard error how it is used; a program gets its object."""
    ended = called(*arguments, cwd=tmp_path)
    program = trackpost(*arguments[:1], "--json", *arguments[1:], cwd=tmp_path)
    assert (program.exit_code, program.stderr, _kind(program.report)) == (2, "", "usage")
    assert program.report.keys() == MEMBERS
    if "--json" not in arguments:
        assert (ended.exit_code, ended.stdout, "Error: " in ended.stderr) == (2, b"", True)


def test_an_outcome_that_cannot_be_printed(tmp_path: Path) -> None:
    """1: the disk of standard output is full; a line on standard error says so."""
    files = make_project(tmp_path)
    with scripted() as server, Path("/dev/full").open("wb") as full:
        arguments = ("publish", "--server-url", server.url)
        ended = trackpost(*arguments, env=files.env, cwd=files.root, stdout=full)
    assert (ended.exit_code, len(server.asked)) == (1, 1)
    assert ended.stderr == "trackpost: error: cannot print the result (No space left on device)\n"
