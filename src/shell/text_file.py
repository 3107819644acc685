"""Reading one text file."""

from pathlib import Path

from returns.result import Failure, Result, Success

from ..core.disk_fault import UnreadableFile


def shown(path: Path) -> str:
    """Return *path* as text that can always be printed: bytes that are no UTF-8 are escaped."""
    return str(path).encode(errors="backslashreplace").decode()


def read_text(path: Path) -> Result[str, UnreadableFile]:
    """Return the whole of a UTF-8 file, or why it cannot be had."""
    try:
        return Success(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Failure(UnreadableFile(shown(path), f"no UTF-8 at byte {error.start + 1}"))
    except OSError as error:
        return Failure(UnreadableFile(shown(path), error.strerror or type(error).__name__))
    except ValueError:  # a NUL in the path
        return Failure(UnreadableFile(shown(path), "no possible path"))
