"""The command of a tracker: how it is called, and what becomes of one that does not do what it should."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from signal import SIGINT

import pytest
from returns.result import Failure, Result, Success

from tests.support.clocks import Stopwatch
from tests.support.files import write
from tests.support.patience import FOREVER
from tests.support.process import TRACKPOST, bare
from tests.support.scripts import Script, script
from trackpost.core.issues.command_fault import CommandFailed, UnusableCommand
from trackpost.core.issues.tracker_fault import BrokenTracker, PullTimeout, TrackerFault
from trackpost.shell.clock import Clock
from trackpost.shell.tracker.command import TrackerCommand
from trackpost.shell.tracker.patience import Deadline

PRINTS = "print('[]')"


def _asked(
    folder: Path,
    access: Mapping[str, str],
    *arguments: str,
    environ: Mapping[str, str] | None = None,
    seconds: float = 30,
) -> Result[bytes, TrackerFault]:
    (folder / "project").mkdir(exist_ok=True)
    command = TrackerCommand("beads", folder / "project", bare(environ), Deadline.after(seconds, Clock()))
    return command.ask(access, "bd", *arguments)


def _printed(folder: Path, body: str, *arguments: str, seconds: float = 30) -> Result[bytes, TrackerFault]:
    return _asked(folder, {"command": str(script(folder, body).path)}, *arguments, seconds=seconds)


def test_no_shell_no_input_no_terminal(tmp_path: Path) -> None:
    """Arguments arrive as they are, and nobody can be asked for anything."""
    arguments = ["list", "$(touch x)", "a b; c", "'\"*", ""]
    tool = script(tmp_path, PRINTS)
    assert _asked(tmp_path, {"command": str(tool.path)}, *arguments) == Success(b"[]\n")
    assert (tool.call.arguments, tool.call.stdin, tool.call.leads_session) == (arguments, "", True)


def test_the_usual_program(tmp_path: Path) -> None:
    """Without a credential, the one of that name on the path of the environment runs."""
    tool = script(tmp_path, PRINTS, "bd")
    assert _asked(tmp_path, {}, environ={"PATH": str(tool.path.parent)}) == Success(b"[]\n")


FOLDERS: Mapping[str, tuple[str | None, str]] = {
    "the project's": (None, "project"),
    "one in it": ("sub", "project/sub"),
    "one beside it": ("../beside", "beside"),
    "an absolute one": ("{}/beside", "beside"),
}


@pytest.mark.parametrize(("cwd", "expected"), FOLDERS.values(), ids=FOLDERS.keys())
def test_the_folder(cwd: str | None, expected: str, tmp_path: Path) -> None:
    """It runs in the project's folder, from which the credential ``cwd`` counts."""
    (tmp_path / expected).mkdir(parents=True)
    tool = script(tmp_path, PRINTS)
    _asked(tmp_path, {"command": str(tool.path)} | ({} if cwd is None else {"cwd": cwd.format(tmp_path)})).unwrap()
    assert tool.call.folder == str(tmp_path.resolve() / expected)


def test_a_program_by_a_relative_path(tmp_path: Path) -> None:
    """It counts from the folder in which it runs."""
    tool = script(tmp_path / "project", PRINTS)
    _asked(tmp_path, {"command": "bin/tool"}).unwrap()
    assert len(tool.calls) == 1


KEPT = {
    "HOME": "/h",
    "BEADS_DIR": "/b",
    "SPEC_KITTY_HOME": "/k",
    "SAAS_API_URL": "https://s",
    "LINEAR_API_KEY": "theirs",
}
HIDDEN = ("SAAS_AUTH_TOKEN", "SPEC_KITTY_TOKEN", "SPEC_KITTY_SAAS_TOKEN_FILE", "TRACKPOST_API_KEY", "saas_password")


def test_the_environment(tmp_path: Path) -> None:
    """It has everything but our own secrets."""
    tool = script(tmp_path, PRINTS)
    _asked(tmp_path, {"command": str(tool.path)}, environ={**KEPT, **dict.fromkeys(HIDDEN, "c4nary")}).unwrap()
    environ = tool.call.environ
    assert KEPT.items() <= environ.items()
    assert (environ["PATH"], "c4nary" in environ.values()) == (os.environ["PATH"], False)


NOT_FOUND = "No such file or directory"
UNUSABLE: Mapping[str, tuple[dict[str, str], UnusableCommand]] = {
    "there is none": ({"command": "no-such-bd"}, UnusableCommand("beads", "no-such-bd", NOT_FOUND)),
    "not even an interpreter": ({"command": "{}/lost"}, UnusableCommand("beads", "{}/lost", NOT_FOUND)),
    "a file that is no program": ({"command": "{}/text"}, UnusableCommand("beads", "{}/text", "Permission denied")),
    "a folder": ({"command": "{}"}, UnusableCommand("beads", "{}", "Permission denied")),
    "a program of no format": ({"command": "{}/empty"}, UnusableCommand("beads", "{}/empty", "Exec format error")),
    "a name that cannot be": ({"command": "b\0d"}, UnusableCommand("beads", "b\0d", "embedded null byte")),
    "a folder that is none": (
        {"cwd": "{}/gone"},
        UnusableCommand("beads", "bd", "no folder {}/gone", "cwd"),
    ),
    "a folder that cannot be": ({"cwd": "a\0b"}, UnusableCommand("beads", "bd", "no folder {}/project/a\0b", "cwd")),
    "a file as the folder": ({"cwd": "{}/text"}, UnusableCommand("beads", "bd", "no folder {}/text", "cwd")),
}


@pytest.mark.parametrize(("access", "fault"), UNUSABLE.values(), ids=UNUSABLE.keys())
def test_what_cannot_be_run(access: dict[str, str], fault: UnusableCommand, tmp_path: Path) -> None:
    """The fault names what to change."""
    write(tmp_path / "text", "no program")
    write(tmp_path / "lost", "#!/no/such/python\n").chmod(0o755)
    write(tmp_path / "empty", b"\0\1\2").chmod(0o755)
    told = _asked(tmp_path, {key: text.format(tmp_path) for key, text in access.items()})
    command, reason = fault.command.format(tmp_path), fault.reason.format(tmp_path)
    assert told == Failure(UnusableCommand("beads", command, reason, fault.credential))


SAYS = "print({!r}, file=sys.stderr); sys.exit({})"
FLOOD = "os.write(2, b'why\\n'); [os.write(2, b'x' * 65536) for _ in range(32)]; sys.exit(1)"
FAILED: Mapping[str, tuple[str, int, str]] = {
    "with a complaint": (SAYS.format("Error: no beads here\nUsage: bd", 1), 1, "Error: no beads here"),
    "after blank lines": (SAYS.format("\n\n  Error: x", 3), 3, "Error: x"),
    "with JSON": (SAYS.format('{\n"error": "no db"\n}', 1), 1, "no db"),
    "with JSON in the wrong place": ("""print('{"error": "no db"}'); sys.exit(1)""", 1, "no db"),
    "without a word": ("sys.exit(2)", 2, ""),
    "by a signal": ("os.kill(os.getpid(), 9)", -9, ""),
    "after a part of the list": (f"print('[', flush=True); {SAYS.format('cut', 1)}", 1, "cut"),
    "with bytes that are no text": ("os.write(2, b'\\xff\\x1b[31m'); sys.exit(1)", 1, "\ufffd\x1b[31m"),
    "with a flood of complaints": (FLOOD, 1, "why"),
}


@pytest.mark.parametrize(("body", "status", "reason"), FAILED.values(), ids=FAILED.keys())
def test_what_fails(body: str, status: int, reason: str, tmp_path: Path) -> None:
    """The fault has the exit status and the first line of what the program says, which its message escapes."""
    told = _printed(tmp_path, body, "list", "a b")
    command = f"{tmp_path}/bin/tool list 'a b'"
    assert told == Failure(CommandFailed("beads", command, status, reason))
    assert told.failure().message.isprintable()


def test_what_it_says_beside_the_list(tmp_path: Path) -> None:
    """A command that succeeds may complain."""
    body = "[os.write(2, b'x' * 65536) for _ in range(32)]; print('[]')"
    assert _printed(tmp_path, body) == Success(b"[]\n")


def test_a_flood(tmp_path: Path) -> None:
    """It is cut off, and the program is killed."""
    fault = BrokenTracker("beads", "it has more than 32 MiB")
    assert _printed(tmp_path, "while True: os.write(1, b'x' * 65536)") == Failure(fault)


def test_as_much_as_there_is_room_for(tmp_path: Path) -> None:
    """It is read as a whole."""
    output = _printed(tmp_path, "[os.write(1, b'x' * 65536) for _ in range(512)]").unwrap()
    assert len(output) == 32 * 1024 * 1024


CHILD = "subprocess.Popen(['sleep', '60'], stdin=open(listing, 'w'))"
"""A process that the program starts, and that holds the pipe of `_lifeline` too."""
HANGS: Mapping[str, str] = {
    "without a word": "time.sleep(60)",
    "with words": "while True: print('[', flush=True); time.sleep(0.01)",
    "behind closed streams": "os.close(1); os.close(2); time.sleep(60)",
    "after a part of the list": "os.write(1, b'[{'); time.sleep(60)",
    "stopped": "os.kill(os.getpid(), 19)",
    "with complaints": "while True: os.write(2, b'x' * 65536)",
}


@contextmanager
def _lifeline(tool: Script) -> Iterator[Callable[[bytes], None]]:
    """Make a named pipe that is at its end when nobody who has opened it is alive.

    Yields a function that returns when so many bytes were written, or at the end if there are none.
    """
    os.mkfifo(tool.listing)
    pipe = os.open(tool.listing, os.O_RDONLY | os.O_NONBLOCK)

    def wait_for(expected: bytes) -> None:
        until = time.monotonic() + FOREVER
        while time.monotonic() < until:
            with suppress(BlockingIOError):  # somebody is alive, and silent
                if os.read(pipe, 100) == expected:
                    return
            time.sleep(0.01)
        pytest.fail(f"{expected!r} has not come")

    yield wait_for
    os.close(pipe)


@pytest.mark.parametrize("body", HANGS.values(), ids=HANGS.keys())
def test_a_program_that_hangs(body: str, tmp_path: Path) -> None:
    """At the deadline it is killed, with the processes that it has started."""
    tool = script(tmp_path, f"os.write(os.open(listing, os.O_WRONLY), b'alive'); {CHILD}\n{body}")
    with _lifeline(tool) as wait_for:
        assert _asked(tmp_path, {"command": str(tool.path)}, seconds=1) == Failure(PullTimeout(1))
        wait_for(b"")


def test_a_daemon_that_is_left_behind(tmp_path: Path) -> None:
    """It may hold the streams open; the list is complete when the program has ended."""
    ended = tmp_path / "ended"
    body = f"print('[]', flush=True); subprocess.Popen(['sh', '-c', 'sleep 5; touch {ended}'], start_new_session=True)"
    assert _printed(tmp_path, body) == Success(b"[]\n")
    assert not ended.exists()


def test_after_the_deadline(tmp_path: Path) -> None:
    """Nothing is run any more."""
    tool, watch = script(tmp_path, PRINTS), Stopwatch()
    command = TrackerCommand("beads", tmp_path, bare(), Deadline.after(60, watch.clock))
    watch.wait(60)
    assert command.ask({"command": str(tool.path)}, "bd") == Failure(PullTimeout(60))
    assert tool.calls == []


def test_an_interrupt(tmp_path: Path) -> None:
    """The program is killed at once, though Ctrl-C at the terminal does not reach it."""
    tool = script(tmp_path, f"os.write(os.open(listing, os.O_WRONLY), b'alive'); {CHILD}\ntime.sleep(60)")
    files = tool.project(tmp_path, "beads").files
    with (
        _lifeline(tool) as wait_for,
        subprocess.Popen([TRACKPOST, "pull"], env=bare(files.env), cwd=files.root, stderr=subprocess.PIPE) as process,
    ):
        wait_for(b"alive")
        process.send_signal(SIGINT)
        _, told = process.communicate(timeout=FOREVER)
        wait_for(b"")
    words = b"trackpost: error: interrupted; 0 issues kept; pull again to continue\n"
    assert (process.returncode, told) == (130, words)
