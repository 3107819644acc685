"""What a file looks like, so that it is seen whether it has changed since."""

from hashlib import sha256
from pathlib import Path

_ABSENT = "-"


def look_at(path: Path) -> str:
    """Return when a file was written, its size, and which file it is: it differs if the file was written."""
    try:
        status = path.stat()
    except OSError:
        return _ABSENT
    return f"{status.st_mtime_ns}:{status.st_size}:{status.st_ino}"


def digest_of(path: Path) -> str:
    """Return a digest of what a file says: it is the same for copies on several machines."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return _ABSENT
