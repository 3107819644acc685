"""What differs between two snapshots, field by field."""

from collections.abc import Iterator, Mapping

import msgspec
from attrs import frozen
from msgspec.structs import asdict

from ..snapshot.body import Snapshot

_ENCODE = msgspec.json.Encoder(order="sorted").encode
_DECODE = msgspec.json.Decoder(dict[str, object])
_SHORT = 400
"""Characters of a value that are read as a whole."""
_BEFORE_IT = 60
"""Characters that show where in a long value the first difference is."""


@frozen
class FieldChange:
    """A field that differs.

    Attributes:
        name: of the field, with the object that it belongs to: ``ref.key``.
        before: its value as a person reads it; None if it is null or absent.
        after: likewise.
    """

    name: str
    before: str | None
    after: str | None

    @property
    def seen(self) -> tuple[str | None, str | None]:
        """Both values as a page has room for them: long ones from a little before the first difference.

        >>> [text and text[-8:] for text in FieldChange("body", "a" * 500, "a" * 500 + " and so on").seen]
        ['aaaaaaaa', 'nd so on']
        """
        first = _length_in_common(self.before or "", self.after or "")
        is_long = max(len(self.before or ""), len(self.after or "")) > _SHORT
        start = max(0, first - _BEFORE_IT) if is_long else 0
        return _excerpt(self.before, start), _excerpt(self.after, start)


def field_changes(before: bytes, after: bytes) -> tuple[FieldChange, ...]:
    """Return the fields that differ between two JSON objects, in the order of their names.

    >>> field_changes(b'{"title": "Old", "labels": ["a"]}', b'{"title": "New", "labels": ["a"]}')
    (FieldChange(name='title', before='Old', after='New'),)
    """
    return tuple(_changes(dict(_fields(_DECODE.decode(before))), dict(_fields(_DECODE.decode(after)))))


def head_changes(before: Snapshot, after: Snapshot) -> tuple[FieldChange, ...]:
    """Return what differs between two snapshots beside their issues and links: route, project, checkpoint."""
    return tuple(_changes(_head(before), _head(after)))


def _length_in_common(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their beginning, by halving what is left."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _excerpt(text: str | None, start: int) -> str | None:
    if text is None:
        return None
    return f"{'…' if start else ''}{text[start : start + _SHORT]}{'…' if len(text) > start + _SHORT else ''}"


def _head(snapshot: Snapshot) -> Mapping[str, str | None]:
    value = {**asdict(snapshot.header), "checkpoint": snapshot.contents.checkpoint}
    return dict(_fields(_DECODE.decode(_ENCODE(value))))


def _fields(value: Mapping[str, object], owner: str = "") -> Iterator[tuple[str, str | None]]:
    for name, member in value.items():
        match member:
            case dict() if member:
                yield from _fields(member, f"{owner}{name}.")
            case _:
                yield f"{owner}{name}", _in_words(member)


def _in_words(value: object) -> str | None:
    match value:
        case None:
            return None
        case str():
            return value
        case list():
            return ", ".join(_in_words(item) or "" for item in value)
        case _:
            return _ENCODE(value).decode()


def _changes(before: Mapping[str, str | None], after: Mapping[str, str | None]) -> Iterator[FieldChange]:
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old != new:
            yield FieldChange(name, old, new)
