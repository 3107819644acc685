"""What is different about a file after each write, where the file system's own records can be believed."""

import os
import sys
from contextlib import suppress
from pathlib import Path

from attrs import frozen

from .system import OLD_FILE, c_library

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_SIZE = 256
"""Bytes: more than ``struct statfs`` has."""
# File systems that keep the time of each change by this machine's clock, and that nobody else can write. FAT, for one,
# takes the time of a change from the time that a program gives a file; and a server may answer from what it remembers.
_BELIEVED = frozenset(
    {
        0xEF53,  # ext2, ext3, ext4
        0x58465342,  # XFS
        0x9123683E,  # Btrfs
        0xF2F52010,  # F2FS
        0x2FC12FC1,  # ZFS
        0x01021994,  # tmpfs
        0x794C7630,  # overlayfs, on one of these
    }
)


@frozen
class Seen:
    """A file as it was found.

    Attributes:
        mark: differs after each write, also if a program gave the file its old time and size again.
        head: the first bytes.
        changed_at: when it was changed last, in nanoseconds since the epoch.
    """

    mark: str
    head: bytes
    changed_at: int


def seen(path: Path, head: int) -> Seen | None:
    """Return what is seen of a file and its first *head* bytes; None if that cannot be told, or proves nothing."""
    try:
        descriptor = os.open(path, OLD_FILE)
    except OSError:
        return None
    try:
        if not _is_believed(descriptor):
            return None
        status = os.fstat(descriptor)
        first = os.read(descriptor, head)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    # Nobody can set the time of the last change: each write, truncation and renaming sets it to the present.
    numbers = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    return Seen(":".join(map(str, numbers)), first, status.st_ctime_ns)


def boot_of_machine() -> str | None:
    """Return what tells this start of the machine from every other; None if nothing does.

    A power cut may lose the time of a change, but keep the change.
    """
    try:
        return _BOOT.read_text(encoding="ascii").strip() or None
    except (OSError, ValueError):
        return None


def _is_believed(descriptor: int) -> bool:
    if sys.platform != "linux":
        return False
    # Imported here, because only a publish that may skip needs it.
    import ctypes  # noqa: PLC0415 - the reason stands above

    found = ctypes.create_string_buffer(_SIZE)
    with suppress(AttributeError):  # a C library without it
        c_library().fstatfs(descriptor, found)
    return int.from_bytes(found.raw[: ctypes.sizeof(ctypes.c_long)], sys.byteorder) in _BELIEVED
