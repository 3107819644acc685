"""Ctrl-C and SIGTERM in real processes: what is known is said, to a program too, and it is true."""

import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from signal import SIGINT, SIGTERM, Signals
from threading import Event
from time import sleep

import pytest
from typing_extensions import override

from tests.shell.tracker import JIRA
from tests.support.cache import mapping_row
from tests.support.files import Files, make_project
from tests.support.injected import at_import
from tests.support.jira_server import Story, stories
from tests.support.patience import FOREVER
from tests.support.process import TRACKPOST, Ended, bare, called, trackpost
from tests.support.scripted_server import Reply, ScriptedServer, http, scripted

STATUS = {SIGINT: 130, SIGTERM: 143}
NOT_SENT = ("not_sent", None, "interrupted")
PREPARED = ("not_sent", "none", "interrupted; nothing was sent")
DELIVERED = ("delivered", "applied", None)

INSTANTS: Mapping[str, tuple[str, Signals, tuple[str, str | None, str | None]]] = {
    "while the program is loaded": ("trackpost.shell.cli.main", SIGTERM, NOT_SENT),
    "while the command is loaded": ("trackpost.shell.service", SIGTERM, NOT_SENT),
    "while the cache is opened": ("trackpost.shell.operations.publish", SIGINT, PREPARED),
    "before the connection": ("httpx", SIGTERM, PREPARED),
    "when it has arrived": ("trackpost.core.reporting.publish_report", SIGTERM, DELIVERED),
}


def _killed_by(number: Signals) -> str:
    return f"os.kill(os.getpid(), {int(number)})"


@pytest.mark.parametrize(("module", "number", "expected"), INSTANTS.values(), ids=INSTANTS.keys())
def test_a_publish_at_any_instant(
    module: str, number: Signals, expected: tuple[str, str | None, str | None], tmp_path: Path
) -> None:
    """One object says how far it has come. What has arrived stays delivered, with status 0."""
    files = make_project(tmp_path)
    env = files.env | at_import(tmp_path, module, _killed_by(number))
    with scripted() as server:
        ended = trackpost("publish", "--server-url", server.url, "--json", env=env, cwd=files.root)
    outcome, effect, message = expected
    assert (ended.exit_code, ended.stderr) == (0 if message is None else STATUS[number], "")
    assert _told(ended) == (outcome, effect, "" if message is None else "interrupted", message or "")
    assert len(server.asked) == (message is None)


def test_a_second_signal(tmp_path: Path) -> None:
    """It does not cut off what is said of the first one, or of an error."""
    env = at_import(tmp_path, "trackpost.shell.cli.ending", _killed_by(SIGINT))
    ended = trackpost("publish", "--nowhere", env=env, cwd=tmp_path)
    assert (ended.exit_code, ended.stderr.count("\n")) == (2, 1)
    assert ended.stderr.startswith("trackpost: error: no such option")


def _told(ended: Ended) -> tuple[object, object, object, object]:
    report = ended.report
    error = report["error"] or {"kind": "", "message": ""}
    assert isinstance(error, dict)
    return report["outcome"], report["effect"], error["kind"], error["message"]


@contextmanager
def _running(
    *arguments: str | Path, files: Files, env: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [TRACKPOST, *arguments],
        env=bare({**files.env, **(env or {})}),
        cwd=files.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process


@contextmanager
def _publishing(server: ScriptedServer, files: Files, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Run a publish, and give it once its request has arrived."""
    with _running("publish", "--server-url", server.url, *options, files=files) as process:
        while not server.asked:
            sleep(0.01)
        yield process


def _ended(process: subprocess.Popen[str]) -> Ended:
    output, errors = process.communicate(timeout=FOREVER)
    return Ended(process.returncode, output.encode(), errors)


@pytest.mark.parametrize("number", STATUS)
def test_a_publish_that_awaits_its_answer(number: Signals, tmp_path: Path) -> None:
    """The effect is unknown. That is said once, however often SIGTERM comes, and it is recorded."""
    files = make_project(tmp_path)
    with scripted(Reply(holds=True)) as server, _publishing(server, files, "--json") as process:
        for _ in range(3 if number == SIGTERM else 1):
            process.send_signal(number)
        ended = _ended(process)
    message = "interrupted; whether it arrived is unknown, and it is safe to repeat"
    assert (ended.exit_code, ended.stderr) == (STATUS[number], "")
    assert _told(ended) == ("interrupted", "unknown", "interrupted", message)
    assert "interrupted" in called("receipts", env=files.env, cwd=files.root).text


def test_a_publish_in_a_pause(tmp_path: Path) -> None:
    """A person reads one line."""
    files = make_project(tmp_path)
    with scripted(http(503, b"", {"Retry-After": "9"})) as server, _publishing(server, files) as process:
        sleep(0.1)
        process.send_signal(SIGTERM)
        ended = _ended(process)
    assert (ended.exit_code, ended.stdout, ended.stderr.count("\n")) == (143, b"", 1)
    assert ended.stderr.startswith("trackpost: error: interrupted; ")


class _Stuck(dict[str, list[Story]]):
    """The issues of a tracker that does not answer the third request until it is released."""

    def __init__(self, project: str, count: int) -> None:
        super().__init__({project: stories(count)})
        self.is_reached, self.is_released = Event(), Event()
        self._requests = 0

    @override
    def __getitem__(self, key: str) -> list[Story]:
        self._requests += 1
        if self._requests == 3:
            self.is_reached.set()
            self.is_released.wait(FOREVER)
        return super().__getitem__(key)


@pytest.mark.parametrize(("number", "options"), [(SIGINT, ()), (SIGTERM, ("--json",))], ids=["Ctrl-C", "SIGTERM"])
def test_a_pull_between_two_pages(number: Signals, options: tuple[str, ...], tmp_path: Path) -> None:
    """What was read is kept, is said to be kept, and the next pull reads the rest."""
    message = "interrupted; 4 issues kept; pull again to continue"
    with JIRA.bound(tmp_path, stories(5), "") as (tracker, project):
        stuck = _Stuck("ACME", 5)
        tracker.stories = stuck
        with _running("pull", *options, files=project.files) as process:
            assert stuck.is_reached.wait(FOREVER)
            process.send_signal(number)
            ended = _ended(process)
        kept = len(project.titles())
        stuck.is_released.set()
        rest = called("pull", "--json", env=project.files.env, cwd=project.files.root).report
    assert (ended.exit_code, kept, rest["created"], rest["complete"]) == (STATUS[number], 4, 1, True)
    if options:
        assert (ended.stderr, _told(ended)) == ("", ("not_sent", None, "interrupted", message))
    else:
        assert (ended.stderr, ended.stdout) == (f"trackpost: error: {message}\n", b"")


def test_a_signal_that_the_interpreter_swallows(tmp_path: Path) -> None:
    """Python cannot raise in a finalizer. The signal is sent again, and no traceback shows."""
    files = make_project(tmp_path)
    swallowed = f"type('Last', (), {{'__del__': lambda self: ({_killed_by(SIGTERM)}, list(range(9)))}})()"
    with scripted(Reply(holds=True)) as server:
        env = at_import(tmp_path, "trackpost.shell.service", swallowed)
        with _running("publish", "--server-url", server.url, files=files, env=env) as process:
            ended = _ended(process)
    assert (ended.exit_code, ended.stdout, ended.stderr.count("\n")) == (143, b"", 1)
    assert ended.stderr.startswith("trackpost: error: interrupted")


@pytest.mark.parametrize("number", STATUS)
def test_a_server_that_is_told_to_stop(number: Signals, tmp_path: Path) -> None:
    """It says that it has stopped, which is no error, and its status tells the signal."""
    with _running("serve", "--port", "0", files=make_project(tmp_path)) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(number)
        ended = _ended(process)
    assert (ended.exit_code, ended.text, ended.stderr) == (STATUS[number], "Stopped.\n", "")


def test_a_long_list_can_be_stopped(tmp_path: Path) -> None:
    """A command that only reads does not wait until somebody takes its output."""
    rows = [mapping_row(f"WP{number}", external_id=str(number)) for number in range(5_000)]
    files = make_project(tmp_path, rows=rows)
    with _running("map", "list", files=files) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(SIGTERM)
        ended = _ended(process)
    assert (ended.exit_code, ended.stderr) == (143, "trackpost: error: interrupted\n")


def test_a_library_leaves_signals_alone(tmp_path: Path) -> None:
    """Only the program listens for signals, not a command that another program calls."""
    files = make_project(tmp_path)
    before = signal.getsignal(SIGINT), signal.getsignal(SIGTERM)
    assert called("status", "--json", env=files.env, cwd=files.root).exit_code == 0
    assert (signal.getsignal(SIGINT), signal.getsignal(SIGTERM)) == before
