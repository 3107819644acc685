"""The last resort: an exception that nobody expected, in real processes. It may quote a secret, and shows none."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.files import Files, make_project
from tests.support.injected import at_import
from tests.support.process import Ended, trackpost

CANARY = "c4nary-s3cret"
RAISES = f"raise ZeroDivisionError({CANARY!r})"
WHERE = r"ZeroDivisionError in trackpost\.shell\.service:\d+ \(trackpost [\w.]+, Python [\w.+]+\)"
ADVICE = "; please report this line at https://github.com/trackpost/trackpost/issues"
LINE = f"internal error: {WHERE}{re.escape(ADVICE)}"


def _crashed(files: Files, *options: str, action: str = RAISES, env: Mapping[str, str] | None = None) -> Ended:
    """Run a command in which *action* happens when it imports a module of its own."""
    injected = at_import(files.folder, "trackpost.shell.operations.status", action)
    return trackpost("status", *options, env={**files.env, **injected, **(env or {})}, cwd=files.root)


def test_for_a_person(tmp_path: Path) -> None:
    """70, and one line: what it was, where, and where to report it; no word of what the exception says."""
    ended = _crashed(make_project(tmp_path))
    assert (ended.exit_code, ended.stdout) == (70, b"")
    assert re.fullmatch(f"trackpost: error: {LINE}\n", ended.stderr)


def test_for_a_program(tmp_path: Path) -> None:
    """One object, which claims nothing of what had been done by then."""
    ended = _crashed(make_project(tmp_path), "--json")
    report = ended.report
    assert (ended.exit_code, ended.stderr, report["ok"]) == (70, "", False)
    assert (report["outcome"], report["effect"]) == ("effect_unknown", "unknown")
    match report["error"]:
        case {"kind": "internal", "message": str(message), **rest}:
            assert (re.fullmatch(LINE, message) is not None, rest) == (True, {})
        case other:
            pytest.fail(str(other))


CHAINED = f"""\
try:
    {RAISES}
except ZeroDivisionError as error:
    raise LookupError({CANARY!r}) from error
"""


def test_with_the_frames(tmp_path: Path) -> None:
    """With TRACKPOST_DEBUG, the code of every frame, of the cause too; still no value and no message."""
    ended = _crashed(make_project(tmp_path), action=CHAINED, env={"TRACKPOST_DEBUG": "1"})
    *frames, last = ended.stderr.splitlines()
    assert (ended.exit_code, last.startswith("trackpost: error: internal error: LookupError in ")) == (70, True)
    assert [name for name in ("LookupError", "ZeroDivisionError") if name in frames] == [
        "LookupError",
        "ZeroDivisionError",
    ]
    assert any(line.startswith('  File "') and line.endswith(", in status") for line in frames)
    assert CANARY not in "".join(line for line in ended.stderr.splitlines() if "raise " not in line)


BESIDE: Mapping[str, str] = {
    "in a thread": f"import threading\ndef crash(): {RAISES}\nthreading.Thread(target=crash).start()",
    "in a finalizer": f"class Last:\n    def __del__(self): {RAISES}\nLast()",
}


@pytest.mark.parametrize("action", BESIDE.values(), ids=BESIDE.keys())
def test_beside_the_command(action: str, tmp_path: Path) -> None:
    """The command goes on and keeps its status; the line is the same, and shows no secret either."""
    ended = _crashed(make_project(tmp_path), action=action)
    bug = [line for line in ended.stderr.splitlines() if "internal error" in line]
    assert (ended.exit_code, len(bug), CANARY in ended.stderr, "Traceback" in ended.stderr) == (0, 1, False, False)
    assert bug[0].startswith("trackpost: error: internal error: ZeroDivisionError in ")


def test_an_error_of_the_system_is_no_lost_output(tmp_path: Path) -> None:
    """What keeps a command from its files is not taken for a full disk of standard output."""
    ended = _crashed(make_project(tmp_path), action=f"raise OSError(28, {CANARY!r})")
    assert (ended.exit_code, "internal error: OSError in " in ended.stderr, CANARY in ended.stderr) == (70, True, False)
