"""The projects that were bound with one home folder, as far as trackpost bound them.

``unbind`` looks at them before it removes credentials that another project may need.
"""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from ...core.parsing.text import is_unicode
from ..files.atomic import NewFile
from ..files.reading import is_absent, read_bytes

_ROOTS = msgspec.json.Decoder(list[str])


def register_path(home: Path) -> Path:
    """Return where the register is, or would be: a JSON list of folders."""
    return home / "trackpost" / "projects.json"


def registered(home: Path) -> frozenset[Path] | None:
    """Return the folders of the register; None where it cannot be read, until the next ``bind`` rewrites it."""
    path = register_path(home)
    if is_absent(path):
        return frozenset()
    try:
        return read_bytes(path).map(lambda content: frozenset(map(Path, _ROOTS.decode(content)))).value_or(None)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def with_roots(home: Path, roots: Iterable[Path]) -> NewFile:
    """Return the register with these folders and no others. A folder whose name is not UTF-8 is left out."""
    names = sorted(filter(is_unicode, map(str, roots)))
    return NewFile(register_path(home), msgspec.json.encode(names), 0o600)
