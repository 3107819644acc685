"""Looking at one file."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from returns.result import Failure, Result, Success

from tests.support.files import write
from trackpost.core.project.faults import UnreadableFile
from trackpost.shell.files.reading import is_absent, is_folder, printable, read_text

CONTENTS: Mapping[str, tuple[bytes, Result[str, str]]] = {
    "empty": (b"", Success("")),
    "ASCII": (b"a\nb", Success("a\nb")),
    "other letters": ("日本語 😺".encode(), Success("日本語 😺")),
    "a byte order mark is no text": (b"\xef\xbb\xbfa", Success("a")),
    "line ends stay": (b"a\r\nb", Success("a\r\nb")),
    "no UTF-8": (b"ab\xffc", Failure("invalid UTF-8 at byte 3")),
    "half a letter": (b"\xe6\x97", Failure("invalid UTF-8 at byte 1")),
}


@pytest.mark.parametrize(("content", "expected"), CONTENTS.values(), ids=CONTENTS.keys())
def test_read_text(content: bytes, expected: Result[str, str], tmp_path: Path) -> None:
    """A file is exactly this text, or exactly this error."""
    path = write(tmp_path / "file", content)
    assert read_text(path) == expected.alt(lambda reason: UnreadableFile(str(path), reason))


PATHS: Mapping[str, tuple[str, str]] = {
    "a folder": (".", "Is a directory"),
    "missing": ("missing", "No such file or directory"),
    "below a file": ("file/below", "Not a directory"),
    "too long a name": ("n" * 300, "File name too long"),
}


@pytest.mark.parametrize(("name", "reason"), PATHS.values(), ids=PATHS.keys())
def test_read_text_of_what_is_no_file(name: str, reason: str, tmp_path: Path) -> None:
    """What cannot be read is an error that says why."""
    write(tmp_path / "file", "")
    path = tmp_path / name
    assert read_text(path) == Failure(UnreadableFile(str(path), reason))


def test_printable_escapes_what_is_no_text() -> None:
    """A name that is no UTF-8 can be printed."""
    assert printable(Path("a\udcffb/日")) == "a\\udcffb/日"


SIGHTS: Mapping[str, tuple[str, tuple[bool, bool]]] = {
    "a folder": (".", (False, True)),
    "a file": ("file", (False, False)),
    "missing": ("missing", (True, False)),
    "below a file": ("file/below", (True, False)),
    "a link to a folder": ("link", (False, True)),
    "a link to nowhere": ("broken", (True, False)),
    "a NUL": ("a\0b", (True, False)),
    "too long a name may be anything": ("n" * 300, (False, False)),
}


@pytest.mark.parametrize(("name", "expected"), SIGHTS.values(), ids=SIGHTS.keys())
def test_is_absent_and_is_folder(name: str, expected: tuple[bool, bool], tmp_path: Path) -> None:
    """Absent is only what is certainly not there; a folder is only what is certainly one."""
    write(tmp_path / "file", "")
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "broken").symlink_to(tmp_path / "missing")
    path = tmp_path / name
    assert (is_absent(path), is_folder(path)) == expected
