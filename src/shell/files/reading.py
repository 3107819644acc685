"""Reads files, and finds the home folder."""

from collections.abc import Mapping
from os.path import expanduser
from pathlib import Path

from returns.result import Failure, Result, Success

from ...core.errors import UnreadableFile


def shown(path: Path) -> str:
    """Return *path* as text that can always be printed: bytes that are no UTF-8 are escaped."""
    return str(path).encode(errors="backslashreplace").decode()


def is_absent(path: Path) -> bool:
    """Say whether there is certainly nothing at *path*: where it cannot be looked at, that is not certain."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: no possible path
        return True
    except OSError:
        return False
    return False


def is_folder(path: Path) -> bool:
    """Say whether *path* is a folder, as far as one is allowed to look."""
    try:
        return path.is_dir()
    except OSError:
        return False


def read_bytes(path: Path) -> Result[bytes, UnreadableFile]:
    """Return the whole of a file, or why it cannot be had."""
    try:
        return Success(path.read_bytes())
    except OSError as error:
        return Failure(UnreadableFile(shown(path), error.strerror or type(error).__name__))


def read_text(path: Path) -> Result[str, UnreadableFile]:
    """Return the whole of a UTF-8 file, or why it cannot be had."""
    return Result.do(text for content in read_bytes(path) for text in _decoded(path, content))


def _decoded(path: Path, content: bytes) -> Result[str, UnreadableFile]:
    try:
        return Success(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Failure(UnreadableFile(shown(path), f"no UTF-8 at byte {error.start + 1}"))


def spec_kitty_home(environ: Mapping[str, str]) -> Path:
    """Return ``SPEC_KITTY_HOME`` where it is set and not blank, else ``~/.spec-kitty``."""
    named = environ.get("SPEC_KITTY_HOME", "").strip()
    return Path(expanduser(named or "~/.spec-kitty"))  # noqa: PTH111 - the method raises where nobody has a home
