"""Files that save work and hold nothing else: one that is lost, old or damaged costs time only."""

from contextlib import suppress
from pathlib import Path

from .folders import make_folder


def read_memo(path: Path) -> bytes:
    """Return the content of a memo; nothing if there is none, or it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def write_memo(path: Path, content: bytes) -> None:
    """Replace a memo, if that can be; whoever reads it must see by its content whether it is whole and still right."""
    with suppress(OSError):
        make_folder(path.parent)
        new = path.with_name(f"{path.name}-new")
        new.write_bytes(content)
        new.replace(path)
