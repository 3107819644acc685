"""Makes folders for their owner alone, and syncs their entries to the disk."""

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from itertools import takewhile
from pathlib import Path

from .system import open_folder

_OWNER_ONLY = 0o700
_CANNOT = frozenset({errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF})
"""What a file system answers that cannot sync a folder: it keeps the entries in another way, or not at all."""


def sync_folder(folder: Path, fsync: Callable[[int], None] = os.fsync) -> None:
    """Wait until the entries of *folder* are on the disk, as far as its file system can do that.

    Raises:
        OSError: they did not get there.
    """
    opened = open_folder(folder)
    if opened is None:
        return
    try:
        fsync(opened)
    except OSError as error:
        if error.errno not in _CANNOT:
            raise
    finally:
        os.close(opened)


def make_folder(path: Path, sync: Callable[[Path], None] = sync_folder) -> list[Path]:
    """Make *path* and the folders above it, and return those that were missing, the outermost first.

    Each is for its owner alone, whatever the umask allows, and its entry survives a power cut.

    Raises:
        OSError: one of them cannot be made; those that were are removed.
    """
    made: list[Path] = []
    try:
        for folder in reversed(_missing(path)):
            folder.mkdir(mode=_OWNER_ONLY, exist_ok=True)
            made.append(folder)
            sync(folder.parent)
    except OSError:
        remove_folders(made)
        raise
    return made


def remove_folders(made: list[Path]) -> None:
    """Remove folders that `make_folder` made, unless they hold something by now."""
    with suppress(OSError):
        for folder in reversed(made):
            folder.rmdir()


def _missing(path: Path) -> list[Path]:
    above = takewhile(lambda folder: not folder.is_dir(), (path, *path.parents))
    return list(above)


def may_write(folder: Path) -> bool:
    """Say whether this user may make files in *folder*, or the folder itself where it is absent."""
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)
