"""Credentials commands: real programs, whose output nobody sees."""

import json
import os
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from returns.result import Failure, Success

from tests.support.clocks import NOON, Stopwatch
from tests.support.patience import FOREVER
from trackpost.core.routing.given import CredentialsCommandFailed, GivenCredentials
from trackpost.shell.credentials.commands import CredentialCommands

COUNTING = "import pathlib; path = pathlib.Path('count'); path.open('a').write('x'); count = len(path.read_text()); "


def program(code: str) -> GivenCredentials:
    """Return the credentials of a command that runs this code."""
    return GivenCredentials(provider="jira", members={"email": "me"}, command=(sys.executable, "-c", code))


def printing(text: str) -> GivenCredentials:
    """Return the credentials of a command that prints this."""
    return program(f"print({text!r})")


def commands_in(folder: Path, stopwatch: Stopwatch | None = None, **environ: str) -> CredentialCommands:
    """Return the commands of a fleet in a folder."""
    return CredentialCommands(folder, environ, (stopwatch or Stopwatch()).clock)


PRINTED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "a secret": ("s3cret", {"api_token": "s3cret"}),
    "a secret with blanks around it": ("  s3cret \n", {"api_token": "s3cret"}),
    "an object": ('{"api_token": "s3cret", "email": "bot", "odd": 1}', {"api_token": "s3cret", "email": "bot"}),
}


@pytest.mark.parametrize(("text", "members"), PRINTED.values(), ids=PRINTED.keys())
def test_what_a_command_prints(text: str, members: Mapping[str, str], tmp_path: Path) -> None:
    """It is the secret, or the members of an object; they come before those that are written."""
    assert commands_in(tmp_path).members(printing(text), "jira") == Success({"email": "me", **members})


FAULTS: Mapping[str, tuple[GivenCredentials, str]] = {
    "it fails": (program("import sys; print('s3cret'); sys.exit(3)"), "ended with status 3; run it by hand to see why"),
    "nothing": (printing(""), "must print a secret in one line, or one JSON object"),
    "two lines": (printing("s3cret\nmore"), "must print a secret in one line, or one JSON object"),
    "no JSON": (printing("{s3cret"), "prints JSON that cannot be read, or an Expiration that is no instant"),
    "another object": (printing("{}"), "prints a JSON object without any of base_url, email, api_token, project_key"),
    "a bad expiry": (
        printing('{"api_token": "s3cret", "Expiration": "soon"}'),
        "prints JSON that cannot be read, or an Expiration that is no instant",
    ),
    "bytes": (program("import os; os.write(1, b'\\xff')"), "prints what is not UTF-8"),
    "too much": (program("print('s3cret' * 20_000)"), "prints more than 64 KiB"),
    "no program": (GivenCredentials(provider="jira", command=("nowhere-at-all",)), "cannot be started"),
}


@pytest.mark.parametrize(("given", "reason"), FAULTS.values(), ids=FAULTS.keys())
def test_commands_that_fail(given: GivenCredentials, reason: str, tmp_path: Path) -> None:
    """The message says what to do, and has nothing of what was printed."""
    match commands_in(tmp_path).members(given, "jira"):
        case Failure(CredentialsCommandFailed() as fault):
            assert (fault.holder, fault.program) == ("jira", given.command[0])
            assert fault.reason.startswith(reason)
            assert "s3cret" not in fault.message
        case other:
            pytest.fail(type(other).__name__)


def test_without_a_command(tmp_path: Path) -> None:
    """What is written is taken."""
    given = GivenCredentials(provider="jira", members={"email": "me"})
    assert commands_in(tmp_path).members(given, "jira") == Success({"email": "me"})
    assert not commands_in(tmp_path).renew(given, "jira", {})
    assert not commands_in(tmp_path).renew(None, "jira", {})


def test_a_command_runs_once(tmp_path: Path) -> None:
    """What it printed is kept, until it expires: a minute before that, it runs again."""
    stopwatch = Stopwatch()
    expiry = (NOON + timedelta(seconds=600)).isoformat()
    code = f"{COUNTING}import json; print(json.dumps({{'api_token': str(count), 'Expiration': {expiry!r}}}))"
    commands, given = commands_in(tmp_path, stopwatch), program(code)

    def token() -> str:
        return commands.members(given, "jira").unwrap()["api_token"]

    first = [token(), token()]
    stopwatch.wait(539)
    before = token()
    stopwatch.wait(2)
    assert (first, before, token()) == (["1", "1"], "1", "2")


def test_credentials_that_soon_expire(tmp_path: Path) -> None:
    """They are used for half of the time that is left, so that the command does not run for each project."""
    stopwatch = Stopwatch()
    expiry = (NOON + timedelta(seconds=40)).isoformat()
    code = f"{COUNTING}import json; print(json.dumps({{'api_token': str(count), 'Expiration': {expiry!r}}}))"
    commands, given = commands_in(tmp_path, stopwatch), program(code)
    tokens = [commands.members(given, "jira").unwrap()["api_token"] for _ in range(3)]
    stopwatch.wait(21)
    assert (tokens, commands.members(given, "jira").unwrap()["api_token"]) == (["1", "1", "1"], "2")


def test_credentials_that_have_expired(tmp_path: Path) -> None:
    """They are as good as none, and the command is left alone for a minute."""
    code = f'{COUNTING}print(\'{{"api_token": "s3cret", "Expiration": "{NOON.isoformat()}"}}\')'
    commands, given = commands_in(tmp_path), program(code)
    for _ in range(3):
        match commands.members(given, "jira"):
            case Failure(CredentialsCommandFailed(reason=reason)):
                assert reason == "prints credentials that have expired"
            case other:
                pytest.fail(type(other).__name__)
    assert (tmp_path / "count").read_text() == "x"


def test_a_command_that_fails_is_left_alone_for_a_minute(tmp_path: Path) -> None:
    """It does not run for each of ten thousand projects."""
    stopwatch = Stopwatch()
    commands, given = commands_in(tmp_path, stopwatch), program(f"{COUNTING}import sys; sys.exit(1)")
    for _ in range(3):
        assert isinstance(commands.members(given, "jira"), Failure)
    stopwatch.wait(61)
    commands.members(given, "jira")
    assert (tmp_path / "count").read_text() == "xx"


RENEWALS: Mapping[str, tuple[str, bool, int]] = {
    "another secret": ("str(count)", True, 2),
    "the same secret": ("'same'", False, 2),
}


@pytest.mark.parametrize(("secret", "expected", "runs"), RENEWALS.values(), ids=RENEWALS.keys())
def test_renew(secret: str, expected: bool, runs: int, tmp_path: Path) -> None:  # noqa: FBT001
    """After a refusal, the command runs once more; who finds that it has run already takes what it printed."""
    commands, given = commands_in(tmp_path), program(f"{COUNTING}print({secret})")
    used = commands.members(given, "jira").unwrap()
    assert [commands.renew(given, "jira", used)] == [expected]
    if expected:
        assert commands.renew(given, "jira", used)
    assert len((tmp_path / "count").read_text()) == runs


def test_a_command_that_hangs_holds_up_no_other(tmp_path: Path) -> None:
    """Those of other providers run meanwhile."""
    os.mkfifo(tmp_path / "gate")
    commands, members = commands_in(tmp_path), list[object]()
    slow = program("open('begun', 'w'); print(open('gate').read())")
    thread = Thread(target=lambda: members.append(commands.members(slow, "jira")))
    thread.start()
    try:
        while thread.is_alive() and not (tmp_path / "begun").exists():
            thread.join(0.01)
        assert commands.members(printing("fast"), "linear") == Success({"email": "me", "api_key": "fast"})
        assert not members
    finally:
        (tmp_path / "gate").write_text("slow")
        thread.join(FOREVER)
    assert members == [Success({"email": "me", "api_token": "slow"})]


def test_the_environment_of_a_command(tmp_path: Path) -> None:
    """It does not get our own tokens."""
    code = "import json, os; print(json.dumps({'api_token': ' '.join(sorted(os.environ))}))"
    members = commands_in(tmp_path, SAAS_AUTH_TOKEN="s3cret", VAULT="x").members(program(code), "jira")
    assert "SAAS_AUTH_TOKEN" not in json.dumps(dict(members.unwrap()))
    assert "VAULT" in members.unwrap()["api_token"]
