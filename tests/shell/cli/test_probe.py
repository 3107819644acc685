"""``trackpost contract probe``: what a person and a program get, and with which exit status."""

import os
import pty
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import suppress
from io import RawIOBase
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve, frozen

from tests.shell.probe.sabotage import FirstIsRight, answering, refusal
from tests.shell.probe.servers import MAPPINGS, OTHER, RIGHT, broken_server
from tests.support.broken_server import BrokenServer, Sabotage
from tests.support.patience import FOREVER
from tests.support.process import TRACKPOST, Ended, bare, called, trackpost
from tests.support.scripted_server import Reply, http, scripted
from tests.support.serve_process import serving
from trackpost.core.contract.probe.sizes import MUST_TAKE
from trackpost.core.contract.probe.table import PROMISES

SHORT = ("--only", "key.new", "--only", "key.other-body")
BREAKING = FirstIsRight(answering(refusal(409, f"conflict {RIGHT}")))


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, BrokenServer]]:
    """Run one server for all tests."""
    with broken_server() as server:
        yield server


def _probe(*arguments: str | Path, stdin: bytes = b"") -> Ended:
    return called("contract", "probe", *arguments, stdin=stdin)


def test_the_reference_server(tmp_path: Path) -> None:
    """``trackpost serve`` breaks no promise, and shows all of them except those that take more than one server."""
    mappings = tmp_path / "mappings.json"
    mappings.write_text(MAPPINGS)
    accounts = ("--token", RIGHT, "--token", OTHER)
    with serving(
        *accounts, "--mappings", mappings, "--max-body", str(MUST_TAKE), "--data", tmp_path / "data.db"
    ) as ours:
        options = ("--mappings", mappings, "--largest-body", str(MUST_TAKE), "--full-size", "--json")
        environment = {"SAAS_AUTH_TOKEN": RIGHT, "SAAS_OTHER_AUTH_TOKEN": OTHER}
        ended = trackpost("contract", "probe", ours.url, *options, env=environment)
    report = ended.report
    assert (ended.exit_code, report["ok"], report["broken"], report["error"]) == (0, True, 0, None)
    promises = report["promises"]
    assert isinstance(promises, list)
    assert [promise["name"] for promise in promises] == [promise.name for promise in PROMISES]
    unseen = {promise["name"] for promise in promises if promise["finding"] == "not_observable"}
    needs_more = {"restart.replayed", "restart.other-body", "restart.free", "size.late"}
    assert needs_more <= unseen <= needs_more | {"key.in-progress", "answers.retry-after"}
    assert RIGHT not in ended.text + ended.stderr


def test_in_words(server: tuple[str, BrokenServer]) -> None:
    """What will be sent is on standard error; the findings and the counts are on standard output."""
    url, _ = server
    ended = _probe(url, "--auth-token", RIGHT, *SHORT, "--only", "size.late")
    assert ended.exit_code == 0
    assert ended.text.splitlines() == [
        "  kept            key.new         applies a snapshot under a new key",
        "  kept            key.other-body  answers 422 idempotency_key_reused to another body under a used key",
        (
            "  not observable  size.late       answers 408 request_timeout if the body does not arrive in time: "
            "give the time with --body-seconds"
        ),
        "2 kept, 0 broken, 1 not observable",
    ]
    first, second, third = ended.stderr.splitlines()
    assert first == f"The probe sends 4 requests to {url}/api/v1/connectors/trackers/snapshots/, up to 1 at once."
    assert re.fullmatch(r"They publish .* project (trackpost-probe-[0-9a-f]{12}); workspaces: \1\.", second)
    assert third == "The server keeps what it accepts; remove it there afterwards."


def test_a_broken_promise_in_words(server: tuple[str, BrokenServer]) -> None:
    """76: the line says what came, and the request is there for the shell; the token is nowhere."""
    url, broken = server
    with broken.broken_by(BREAKING):
        ended = _probe(url, "--auth-token", RIGHT, *SHORT)
    _, line, blank, name, curl, counts = ended.text.splitlines()
    assert (ended.exit_code, blank, name, counts) == (76, "", "key.other-body:", "1 kept, 1 broken, 0 not observable")
    assert line.endswith("expected 422 idempotency_key_reused, got 409 conflict ********")
    assert curl.startswith('curl -i -X POST -H "Authorization: Bearer $SAAS_AUTH_TOKEN" -H ')
    assert ended.stderr.splitlines()[-1] == (
        "trackpost: error: the server breaks 1 promise of the contract, and keeps 1"
    )
    assert RIGHT not in ended.text + ended.stderr


LONG: Mapping[str, Sabotage] = {
    "a token in a long code": answering(refusal(400, f"{'x' * 190} {RIGHT}")),
    "a token where the line is cut": answering(refusal(400, f"{'x' * 552} {RIGHT}")),
    "a long path": answering(refusal(400, "invalid_snapshot", "$." + "x" * 900_000)),
    "a long time": answering(evolve(refusal(503, "unavailable"), headers=(("retry-after", "x" * 30_000),))),
}


@pytest.mark.parametrize("sabotage", LONG.values(), ids=LONG.keys())
def test_a_long_answer(sabotage: Sabotage, server: tuple[str, BrokenServer]) -> None:
    """A line has room for some of it, and no part of a token is in it."""
    url, broken = server
    names = ("refuses.no-json", "refuses.owners-array", "answers.retry-after")
    with broken.broken_by(sabotage):
        ended = _probe(url, "--auth-token", RIGHT, *(word for name in names for word in ("--only", name)))
    findings = ended.text.splitlines()[:3]
    assert (ended.exit_code, [line for line in findings if len(line) > 800]) == (76, [])
    assert RIGHT[:6] not in ended.text


def test_the_line_for_the_shell_shows_it_too(server: tuple[str, BrokenServer]) -> None:
    """Who runs it sees what the probe saw."""
    url, broken = server
    with broken.broken_by(answering(refusal(418, "teapot"))):
        ended = _probe(url, "--auth-token", RIGHT, "--only", "key.new")
        line = ended.text.splitlines()[3]
        shown = subprocess.run(
            ["sh", "-c", line],  # noqa: S607 - the shell of this machine
            env=bare({"SAAS_AUTH_TOKEN": RIGHT}),
            capture_output=True,
            check=True,
        )
    assert shown.stdout.startswith(b"HTTP/1.1 418")


def test_for_a_program(server: tuple[str, BrokenServer], tmp_path: Path) -> None:
    """One JSON object, and a file of JUnit's XML."""
    url, broken = server
    with broken.broken_by(BREAKING):
        ended = _probe(url, "--auth-token", RIGHT, *SHORT, "--json", "--junit", tmp_path / "new" / "probe.xml")
    report = ended.report
    suite = ET.parse(tmp_path / "new" / "probe.xml").getroot()  # noqa: S314 - our own
    assert (ended.exit_code, report["ok"], report["kept"], report["broken"], report["attempts"]) == (76, False, 1, 1, 4)
    assert isinstance(report["error"], dict)
    assert report["error"]["kind"] == "broken_promises"
    assert (suite.attrib["tests"], suite.attrib["failures"]) == ("2", "1")
    assert "trackpost: error" not in ended.stderr


def test_a_file_that_cannot_be_written(server: tuple[str, BrokenServer], tmp_path: Path) -> None:
    """73, and the findings are not lost."""
    url, _ = server
    (tmp_path / "taken").write_text("")
    ended = _probe(url, "--auth-token", RIGHT, *SHORT, "--junit", tmp_path / "taken" / "probe.xml")
    assert (ended.exit_code, ended.text.splitlines()[-1]) == (73, "2 kept, 0 broken, 0 not observable")


@frozen
class Wrong:
    """A probe that does not come to its findings."""

    arguments: tuple[str, ...]
    status: int
    kind: str


WRONG: Mapping[str, Wrong] = {
    "no server": Wrong(("http://127.0.0.1:1",), 69, "unreachable"),
    "no URL": Wrong(("kitty",), 78, "unusable_server_url"),
    "plain http": Wrong(("http://kitty.example",), 78, "insecure_server_url"),
    "no token": Wrong(("{url}",), 77, "not_allowed"),
    "a wrong token": Wrong(("{url}", "--auth-token", "wrong"), 77, "not_allowed"),
    "a blank token": Wrong(("{url}", "--auth-token", " "), 78, "missing_token"),
    "a token that no header can hold": Wrong(("{url}", "--auth-token", "a b"), 78, "unusable_token"),
    "no token on standard input": Wrong(("{url}", "--auth-token", "-"), 78, "missing_token"),
    "another token that no header can hold": Wrong(
        ("{url}", "--auth-token", RIGHT, "--other-token", "ü"), 78, "unusable_token"
    ),
    "one token for both accounts": Wrong(
        ("{url}", "--auth-token", RIGHT, "--other-token", f" {RIGHT}"), 78, "repeated_token"
    ),
    "no mappings": Wrong(("{url}", "--mappings", "nowhere.json"), 78, "unreadable_file"),
    "mappings that are none": Wrong(("{url}", "--mappings", "pyproject.toml"), 78, "malformed_file"),
    "no such promise": Wrong(("{url}", "--only", "key.newer"), 2, "usage"),
    "a crowd of one": Wrong(("{url}", "--concurrency", "1"), 2, "usage"),
}


FIRST = {wrong.status: wrong for wrong in reversed([*WRONG.values()])}
"""These and wrong usage are run as processes, the others are called."""


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_no_findings(wrong: Wrong, server: tuple[str, BrokenServer]) -> None:
    """One error, with its status, and nothing is probed."""
    url, _ = server
    arguments = [argument.format(url=url) for argument in wrong.arguments]
    run = trackpost if wrong is FIRST[wrong.status] or wrong.kind == "usage" else called
    ended = run("contract", "probe", *arguments, "--json")
    report = ended.report
    assert isinstance(report["error"], dict)
    assert (ended.exit_code, report["ok"], report["error"]["kind"]) == (wrong.status, False, wrong.kind)


def test_a_token_on_standard_input(server: tuple[str, BrokenServer]) -> None:
    """It is read from there."""
    url, _ = server
    assert _probe(url, "--auth-token", "-", *SHORT, stdin=f"{RIGHT}\n".encode()).exit_code == 0


def test_another_account(server: tuple[str, BrokenServer]) -> None:
    """With two tokens, the scope of keys can be seen."""
    url, _ = server
    ended = _probe(url, "--auth-token", RIGHT, "--other-token", OTHER, "--only", "key.scope")
    assert ended.text.splitlines()[-1] == "1 kept, 0 broken, 0 not observable"


RESTARTS: Mapping[str, tuple[bytes, str]] = {
    "somebody presses Enter": (b"\n", "3 kept, 0 broken, 0 not observable"),
    "nobody is there": (b"", "0 kept, 0 broken, 3 not observable"),
}


@pytest.mark.parametrize(("stdin", "expected"), RESTARTS.values(), ids=RESTARTS.keys())
def test_a_restart(stdin: bytes, expected: str, server: tuple[str, BrokenServer]) -> None:
    """The probe waits for a person; a server that runs on remembers everything, of course."""
    url, _ = server
    ended = _probe(url, "--auth-token", RIGHT, "--only", "restart.*", "--restart", stdin=stdin)
    assert (ended.exit_code, ended.text.splitlines()[-1]) == (0, expected)
    assert "Restart the server now, then press Enter." in ended.stderr.splitlines()


def _on_a_terminal(url: str, *options: str, types: bytes = b"") -> tuple[int, str, str]:
    """Run a probe whose input and errors are a terminal, and return its status, what it prints and the terminal."""
    ours, theirs = pty.openpty()
    try:
        os.write(ours, types)
        ended = subprocess.run(
            [TRACKPOST, "contract", "probe", url, *SHORT, *options],
            env=bare({"SAAS_AUTH_TOKEN": RIGHT, "NO_COLOR": "1"}),
            stdin=theirs,
            stderr=theirs,
            stdout=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(theirs)
    with open(ours, "rb", buffering=0) as terminal:  # noqa: PTH123 - of a descriptor
        return ended.returncode, ended.stdout.decode(), b"".join(_chunks(terminal)).decode()


def _chunks(terminal: RawIOBase) -> Iterator[bytes]:
    with suppress(OSError):  # Linux says so at the end
        while chunk := terminal.read(4096):
            yield chunk


def test_a_person_who_agrees(server: tuple[str, BrokenServer]) -> None:
    """The probe asks, and goes on."""
    status, printed, shown = _on_a_terminal(server[0], types=b"y\n")
    assert (status, printed.splitlines()[-1]) == (0, "2 kept, 0 broken, 0 not observable")
    assert "Continue? [y/N]:" in shown


def test_a_person_who_does_not() -> None:
    """Nothing is sent."""
    with scripted() as server:
        status, printed, shown = _on_a_terminal(server.url, types=b"\n")
    assert (status, printed, server.asked) == (130, "", [])
    assert "trackpost: error: interrupted; nothing was sent" in shown


def test_a_person_who_is_not_asked(server: tuple[str, BrokenServer]) -> None:
    """With ``--yes``, the probe says what it does, and does it."""
    status, _, shown = _on_a_terminal(server[0], "--yes")
    assert (status, "The probe sends" in shown, "Continue?" in shown) == (0, True, False)


def test_an_interrupt() -> None:
    """It says how many requests were sent."""
    with scripted(http(202, b"{}"), http(202, b"{}"), Reply(holds=True)) as server:
        command = [TRACKPOST, "contract", "probe", server.url, *SHORT]
        with subprocess.Popen(command, env=bare(), stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            while len(server.asked) < 3:
                assert process.poll() is None
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=FOREVER)
    assert (process.returncode, errors.splitlines()[-1]) == (130, "trackpost: error: interrupted; 2 requests sent")
