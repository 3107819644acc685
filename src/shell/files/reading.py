"""Reads files, and says why one cannot be read."""

from os.path import realpath
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from returns.result import Failure, Result, Success

from ...core.project.faults import UnreadableFile

BYTE_ORDER_MARK = "\ufeff"


def printable(path: Path) -> str:
    """Return *path* as text that can always be printed: bytes that are not UTF-8 are escaped."""
    return str(path).encode(errors="backslashreplace").decode()


def reason_of(error: OSError) -> str:
    """Return the operating system's own words for *error*."""
    return error.strerror or type(error).__name__


def target_of(path: Path) -> Path:
    """Return *path* without links, or as far as they lead: a link that leads to itself is what it is."""
    return Path(realpath(path))


def is_absent(path: Path) -> bool:
    """Say whether *path* certainly does not exist; a path that cannot be examined may exist."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: no possible path
        return True
    except OSError:
        return False
    return False


def is_same(one: Path, other: Path) -> bool:
    """Say whether two paths lead to the same file or folder, which exists."""
    try:
        return one.samefile(other)
    except (OSError, ValueError):  # ValueError: no possible path
        return False


def is_folder(path: Path) -> bool:
    """Say whether *path* is a folder, as far as one is allowed to look."""
    try:
        return path.is_dir()
    except OSError:
        return False


def is_empty(path: Path) -> bool:
    """Say whether *path* is a file that certainly holds nothing."""
    try:
        return path.stat().st_size == 0
    except OSError:
        return False


def is_device(path: Path) -> bool:
    """Say whether *path* is neither a file nor a folder: reading it may never end."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (S_ISREG(mode) or S_ISDIR(mode))


def read_bytes(path: Path, most: int = -1) -> Result[bytes, UnreadableFile]:
    """Return the content of a file, or why it cannot be read; with *most*, no more than so many bytes."""
    try:
        with path.open("rb") as stream:
            return Success(stream.read(most))
    except OSError as error:
        return Failure(UnreadableFile(printable(path), reason_of(error)))


def read_text(path: Path) -> Result[str, UnreadableFile]:
    """Return the content of a UTF-8 file without its byte order mark, or why it cannot be read."""
    return Result.do(
        text.removeprefix(BYTE_ORDER_MARK) for content in read_bytes(path) for text in _decoded(path, content)
    )


def read_small_text(path: Path, most: int) -> Result[str, UnreadableFile]:
    """Return the content of a UTF-8 file of at most so many bytes with its byte order mark, if it has one.

    A longer file is an error, and is not read to its end: it may have none.
    """
    return Result.do(
        text
        for content in read_bytes(path, most + 1)
        for _ in _within(path, content, most)
        for text in _decoded(path, content)
    )


def without_mark(text: str) -> tuple[str, str]:
    r"""Return the byte order mark of *text*, or nothing, and the text behind it.

    >>> without_mark("\ufeffa: 1"), without_mark("a: 1")
    (('\ufeff', 'a: 1'), ('', 'a: 1'))
    """
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    return mark, text.removeprefix(mark)


def _within(path: Path, content: bytes, most: int) -> Result[None, UnreadableFile]:
    if len(content) > most:
        return Failure(UnreadableFile(printable(path), f"larger than {most // 1024} KiB"))
    return Success(None)


def _decoded(path: Path, content: bytes) -> Result[str, UnreadableFile]:
    try:
        return Success(content.decode())
    except UnicodeDecodeError as error:
        return Failure(UnreadableFile(printable(path), f"invalid UTF-8 at byte {error.start + 1}"))
