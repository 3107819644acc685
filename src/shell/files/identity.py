"""What tells a file from every other file that has ever had its name, such as a backup that was restored."""

import os
import sys
from contextlib import suppress
from pathlib import Path

from .system import c_library

_HERE = -100
"""``AT_FDCWD``: a relative path begins at the working directory."""
_BIRTH = 0x800
"""``STATX_BTIME``."""
_SIZE = 256
"""Bytes of ``struct statx``."""
_SECONDS, _NANOSECONDS = slice(80, 88), slice(88, 92)
"""Where ``stx_btime`` is in it. ``stx_mask``, which says whether it is known, is in the first four bytes."""


def identity_of(path: Path) -> str:
    """Return a text that no other file at *path* has, now or ever; nothing if there is none.

    The file system gives the number of a file that was removed to the next new one, so the time of birth is part of it
    where that is known.
    """
    try:
        status = path.stat()
    except OSError:
        return ""
    return f"{status.st_dev}:{status.st_ino}:{_birth(path, status)}"


def _birth(path: Path, status: os.stat_result) -> str:
    if sys.platform != "linux":
        return str(getattr(status, "st_birthtime", status.st_ctime if sys.platform == "win32" else ""))
    # Imported here, because only a publish needs it.
    import ctypes  # noqa: PLC0415 - the reason stands above

    found = ctypes.create_string_buffer(_SIZE)
    with suppress(AttributeError):  # a C library that is older than 2018
        c_library().statx(_HERE, os.fsencode(path), 0, _BIRTH, found)
    content = found.raw
    if not int.from_bytes(content[:4], sys.byteorder) & _BIRTH:
        return ""
    seconds, nanoseconds = (int.from_bytes(content[part], sys.byteorder) for part in (_SECONDS, _NANOSECONDS))
    return f"{seconds}.{nanoseconds:09}"
