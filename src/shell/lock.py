"""One writer at a time."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout
from returns.result import Failure, Result

from ..core.disk_fault import BusyFile, UnwritableFile, WriteFault
from .file import shown

_Value = TypeVar("_Value")
_Error = TypeVar("_Error")


def holding(
    path: Path, seconds: float, write: Callable[[], Result[_Value, _Error]]
) -> Result[_Value, _Error | WriteFault]:
    """Return what *write* returns, called while this process holds the lock of *path*.

    Args:
        path: the file that is to be guarded; its lock is the file ``<name>.lock`` beside it.
        seconds: how long to wait for another holder.
        write: what to do meanwhile.
    """
    lock = path.with_name(f"{path.name}.lock")
    guard = FileLock(lock, timeout=seconds, mode=0o600)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        guard.acquire()
    except Timeout:
        return Failure(BusyFile(shown(path)))
    except (OSError, NotImplementedError) as error:  # the latter where the file system has no locks
        return Failure(UnwritableFile(shown(lock), getattr(error, "strerror", None) or str(error)))
    with guard:
        return write()
