"""Files that save work and hold nothing else: one that is lost, old or damaged costs time only."""

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from .folders import make_folder

_FOR_ITS_OWNER = 0o600
_DIGEST = sha256().digest_size


def read_memo(path: Path) -> bytes:
    """Return the content of a memo; nothing if there is none, or if it is not whole."""
    try:
        memo = path.read_bytes()
    except OSError:
        return b""
    digest, content = memo[:_DIGEST], memo[_DIGEST:]
    return content if digest == sha256(content).digest() else b""


def write_memo(path: Path, content: bytes) -> None:
    """Replace a memo, if that can be. Whether it is still right must be seen in its content."""
    new = path.with_name(f"{path.name}-new")  # two processes may write it at once: `read_memo` sees that it is torn
    with suppress(OSError):
        make_folder(path.parent)
        new.unlink(missing_ok=True)  # one that was left behind may be for others, too
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FOR_ITS_OWNER), "wb") as file:
            file.write(sha256(content).digest() + content)
        new.replace(path)
