"""Whatever a file, a tracker or a server says, a terminal obeys nothing of it."""

import json
import os
import pty
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tests.support.cache import WORKSPACE, issue_row, payload_object
from tests.support.files import Files, make_project
from tests.support.injected import at_import
from tests.support.process import TRACKPOST, Ended, bare, called, trackpost
from tests.support.scripted_server import scripted

TITLE = "\x1b]0;pwn\x07"
ODD = f"{TITLE}\x9b31m\u2028\u202e\u2066\x7f"
SHOWN = r"\x1b]0;pwn\x07\x9b31m\u2028\u202e\u2066\x7f"


def _odd_project(folder: Path) -> Files:
    """Return a project whose folder and whose issues have names that a terminal would obey."""
    payload = json.dumps(payload_object()).replace("ACME-1", f"ACME-1{json.dumps(ODD)[1:-1]}")
    return make_project(folder / f"odd{ODD}", rows=[issue_row(payload=payload), issue_row(2)])


BIND = ("bind", "--provider", "jira", "--workspace", WORKSPACE)
LINK = ("map", "add", "--wp-id", f"WP{ODD}", "--external-id", "1")
COMMANDS: Sequence[tuple[str, ...]] = (
    BIND,
    LINK,
    ("map", "list"),
    ("map", "remove", "--wp-id", f"WP{ODD}"),
    ("map", "remove", "--wp-id", f"WP{ODD}"),
    ("status",),
    ("preview",),
    ("publish", "--server-url", "http://127.0.0.1:1", "--deadline-seconds", "0.1"),
    ("publish", "--server-url", f"https://{ODD}"),
    ("receipts",),
    ("receipts", "show", ODD),
    ("contract", "check", ODD),
    ("bind", "--provider", ODD, "--workspace", "w"),
    ("unbind",),
)
WRONG: Sequence[tuple[str, ...]] = ((f"{ODD}",), ("route", f"--{ODD}"), ("route", ODD))


def test_no_command_prints_a_control_character(tmp_path: Path) -> None:
    """Neither of a path, a work package, an issue's key, nor of what was typed; results, warnings, errors and usage."""
    files = _odd_project(tmp_path)
    ended = [called(*arguments, env=files.env, cwd=files.root) for arguments in COMMANDS]
    ended += [trackpost(*arguments, env=files.env, cwd=files.root) for arguments in WRONG]
    texts = [(one.text + one.stderr).replace("\n", "") for one in ended]
    assert [text for text in texts if not text.isprintable()] == []
    assert [SHOWN in texts[number] for number in (0, 1, 2, 3, 4, 5)] == [True] * 6


def test_columns_are_as_wide_as_what_is_shown(tmp_path: Path) -> None:
    """An escaped name takes more room than the name itself."""
    files = _odd_project(tmp_path)
    for package, issue in (("WP01", "2"), ("W\x1b", "1")):
        called("map", "add", "--wp-id", package, "--external-id", issue, env=files.env, cwd=files.root)
    lines = called("map", "list", env=files.env, cwd=files.root).text.splitlines()
    assert {line.index("jira") for line in lines} == {len(r"  W\x1b  ")}


WARNS = f"import logging; logging.getLogger('a.library').warning('%s', {ODD!r})"
CRASHES = f"import logging\ntry: {{}}[{ODD!r}]\nexcept KeyError: logging.exception('two\\nlines')"


@pytest.mark.parametrize("options", [(), ("-v",)], ids=["by default", "verbose"])
@pytest.mark.parametrize("action", [WARNS, CRASHES], ids=["a warning", "a traceback"])
def test_what_a_library_logs(action: str, options: tuple[str, ...], tmp_path: Path) -> None:
    """A record is one escaped line, whether the command logs or not."""
    files = make_project(tmp_path)
    env = files.env | at_import(tmp_path, "httpx", action)
    with scripted() as server:
        ended = trackpost("publish", *options, "--server-url", server.url, env=env, cwd=files.root)
    lines = ended.stderr.splitlines()
    assert (ended.exit_code, len(lines)) == (0, 1 + len(options))
    assert (SHOWN.replace("\\", "\\\\") in lines[0] or SHOWN in lines[0], lines[0].isprintable()) == (True, True)


def _on_a_terminal(*arguments: str, files: Files) -> bytes:
    """Run a command whose standard output is a terminal, and return what is shown there."""
    ours, theirs = pty.openpty()
    try:
        subprocess.run([TRACKPOST, *arguments], env=bare(files.env), cwd=files.root, stdout=theirs, check=True)
        return os.read(ours, 65_536)
    finally:
        os.close(ours)
        os.close(theirs)


def test_json_on_a_terminal(tmp_path: Path) -> None:
    """The same object: to a program byte by byte as it is encoded, on a terminal without control characters."""
    files = _odd_project(tmp_path)
    shown = _on_a_terminal("status", "--json", files=files).decode()
    piped = trackpost("status", "--json", env=files.env, cwd=files.root)
    assert (shown.rstrip("\r\n").isprintable(), json.loads(shown)) == (True, piped.report)
    assert not piped.text.rstrip("\n").isprintable()


READERS: Mapping[str, tuple[tuple[str, ...], int]] = {
    "receipts": (("receipts",), 0),
    "a status for a program": (("status", "--json"), 0),
    "a body": (("preview", "--body"), 0),
    "a help text": (("publish", "--help"), 0),
    "a file that meets no contract": (("contract", "check", ".kittify/config.yaml"), 65),
    "an error for a program": (("receipts", "show", "0", "--json"), 65),
    "wrong usage": (("route", "--json", "--nowhere"), 2),
}


@pytest.mark.parametrize(("arguments", "status"), READERS.values(), ids=READERS.keys())
def test_a_reader_that_has_seen_enough(arguments: tuple[str, ...], status: int, tmp_path: Path) -> None:
    """As with ``| head -1``: nothing is said of it, and the status is that of the command."""
    files = make_project(tmp_path)
    ended = _with_closed_pipe(lambda pipe: trackpost(*arguments, env=files.env, cwd=files.root, stdout=pipe))
    assert (ended.exit_code, ended.stderr.count("rror")) == (status, 0)


def test_a_publish_whose_reader_has_gone(tmp_path: Path) -> None:
    """It has arrived, and the status says so."""
    files = make_project(tmp_path)
    with scripted() as server:
        arguments = ("publish", "--server-url", server.url)
        ended = _with_closed_pipe(lambda pipe: trackpost(*arguments, env=files.env, cwd=files.root, stdout=pipe))
    assert (ended.exit_code, ended.stderr, len(server.asked)) == (0, "", 1)


def _with_closed_pipe(run: Callable[[int], Ended]) -> Ended:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        return run(writing)
    finally:
        os.close(writing)


FULL: Mapping[str, tuple[str, ...]] = {
    "a list": ("providers",),
    "a help text": ("--help",),
    "JSON": ("route", "--json"),
}


@pytest.mark.parametrize("arguments", FULL.values(), ids=FULL.keys())
def test_a_full_disk(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """1, and one line that says why."""
    files = make_project(tmp_path)
    with Path("/dev/full").open("wb") as full:
        ended = trackpost(*arguments, env=files.env, cwd=files.root, stdout=full)
    assert (ended.exit_code, ended.stderr) == (
        1,
        "trackpost: error: cannot print the result (No space left on device)\n",
    )
