"""Writing whole files, so that whoever reads them finds the old content or the new, and never less."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from attrs import field, frozen
from returns.result import Failure, Result, Success

from ...core.errors import UnwritableFile
from .reading import shown

_SUFFIX = ".trackpost-new"
_OLD = ".trackpost-old"


@frozen
class NewFile:
    """What a file shall hold.

    Attributes:
        path: of the file; where it is a link, what it leads to is replaced.
        content: the whole of it; not printed.
        mode: its permissions; None are those that it has, or those of any new file.
    """

    path: Path
    content: bytes = field(repr=False)
    mode: int | None = None


def replace_all(files: Iterable[NewFile]) -> Result[None, UnwritableFile]:
    """Replace *files*, making the folders above them where there are none.

    All new contents are on the disk before the first file is replaced, so that a full disk or a closed folder leaves
    every one of them as it was. Where one cannot be replaced, those before it are put back. The caller holds the lock
    that keeps other writers of these files away.
    """
    staged: list[tuple[Path, Path]] = []
    path = Path()
    try:
        for new in files:
            path = new.path.resolve()
            staged.append((_temporary(path), path))
            _write(*staged[-1], new)
        for number, (temporary, path) in enumerate(staged):
            _exchange(temporary, path, [done for _, done in staged[:number]])
    except OSError as error:
        return Failure(UnwritableFile(shown(path), error.strerror or type(error).__name__))
    finally:
        for temporary, path in staged:
            _remove(temporary, _kept(path))
    return Success(None)


def _exchange(temporary: Path, path: Path, before: list[Path]) -> None:
    """Replace *path*, or put back the files *before* it; what it held is kept until all of them are done."""
    try:
        with suppress(FileNotFoundError):  # there was none
            _remove(_kept(path))
            _kept(path).hardlink_to(path)
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError:
        for done in before:
            _put_back(done)
        raise


def _put_back(path: Path) -> None:
    with suppress(OSError):
        if _kept(path).exists():
            _kept(path).replace(path)
        else:
            path.unlink()


def _kept(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}{_OLD}")


def _remove(*paths: Path) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink()


def _temporary(path: Path) -> Path:
    """Return a free name beside *path*, and remove what a writer left there that was killed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _remove(*(left for left in path.parent.glob(f".{path.name}.*.trackpost-*") if _is_left(left)))
    return path.with_name(f".{path.name}.{token_hex(8)}.{os.getpid()}{_SUFFIX}")


def _is_left(path: Path) -> bool:
    """Say whether its writer is no more: one that writes for another home folder holds another lock."""
    try:
        os.kill(int(path.suffixes[-2][1:]), 0)
    except (ProcessLookupError, ValueError, OverflowError):
        return True
    except OSError:  # of a process of somebody else
        return False
    return False


def _write(temporary: Path, path: Path, new: NewFile) -> None:
    mode = _mode(path) if new.mode is None else new.mode
    created = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666 if mode is None else 0o600)
    with open(created, "wb") as stream:  # noqa: PTH123 - of a descriptor
        if mode is not None:
            os.fchmod(created, mode)
        stream.write(new.content)
        stream.flush()
        os.fsync(created)


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode & 0o7777
    except FileNotFoundError:
        return None


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
