"""Changes one value of trackpost's own config file, and keeps its comments and everything else."""

import tomllib
from collections.abc import MutableMapping
from pathlib import Path

import tomlkit
from returns.result import Failure, Result, Success

from ...core.parsing.toml_table import Place
from ...core.parsing.untyped import is_same
from ...core.project.faults import UnwritableFile
from ..files.reading import printable

_Value = str | bool | tuple[str, ...]


def with_value(path: Path, text: str, place: Place, value: _Value | None) -> Result[str, UnwritableFile]:
    """Return the text of the file with another value.

    Args:
        path: of the file, for the error.
        text: its text, which is TOML.
        place: of the value.
        value: None removes it, and the tables that are empty then.
    """
    plain = list(value) if isinstance(value, tuple) else value
    meant, document = tomllib.loads(text), tomlkit.parse(text)
    if all(_put(one, place, plain) for one in (meant, document)):
        new = tomlkit.dumps(document)
        if is_same(tomllib.loads(new), meant):
            return Success(new)
    return Failure(UnwritableFile(printable(path), f"{'.'.join(map(str, place))} cannot be rewritten"))


def _put(document: MutableMapping[str, object], place: Place, value: object) -> bool:
    """Put a value in its place; say whether that is possible: what should be a table may be none."""
    key, *below = map(str, place)
    if below:
        inner = document.setdefault(key, {})
        is_put = isinstance(inner, MutableMapping) and _put(inner, tuple(below), value)
        if not inner:
            document.pop(key)
        return is_put
    if value is None:
        document.pop(key, None)
    else:
        document[key] = value
    return True
