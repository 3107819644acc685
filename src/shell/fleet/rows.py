"""How a record of a project is stored, whichever database has it."""

from typing import Protocol

import msgspec
from attrs import asdict

from ...core.errors import Category
from ...core.fleet.holding import Record, Try
from ...core.fleet.outcome import Failed, Published, Tried

UNREADABLE = (LookupError, TypeError, ValueError)
"""What reading a row can raise; msgspec's errors are ValueErrors."""


class Row(Protocol):
    """A row of a table, by the names of its columns."""

    def __getitem__(self, name: str, /) -> object:
        """Return the value of a column."""


class StoredRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The columns of a record."""

    name: str
    began: float
    ended: float
    outcome: str
    is_failed: bool
    published: float | None
    failures: int
    files: str
    asked: int
    answered: int


def stored(record: Record) -> StoredRecord:
    """Return a record as it is stored."""
    last = record.last
    return StoredRecord(
        name=last.name,
        began=last.began,
        ended=last.ended,
        outcome=_encoded(last.outcome),
        is_failed=isinstance(last.outcome, Failed),
        published=record.published,
        failures=record.failures,
        files=last.files,
        asked=record.asked,
        answered=record.answered,
    )


def record_of(row: Row) -> Record:
    """Return the record in a row.

    Raises:
        Exception: one of `UNREADABLE`, if trackpost did not write the row.
    """
    columns = {name: row[name] for name in StoredRecord.__struct_fields__}
    found = msgspec.convert(columns, StoredRecord, strict=False)
    outcome = _outcome(found.outcome, is_failed=found.is_failed)
    last = Try(name=found.name, began=found.began, ended=found.ended, outcome=outcome, files=found.files)
    return Record(
        last=last,
        published=found.published,
        failures=found.failures,
        asked=found.asked,
        answered=found.answered,
    )


def unreadable(error: Exception) -> str:
    """Return what is wrong with a row that cannot be read."""
    return f"a row that trackpost did not write: {type(error).__name__}"


def _encoded(outcome: Tried) -> str:
    members = asdict(outcome)
    if isinstance(outcome, Failed):
        members["category"] = outcome.category.name
    return msgspec.json.encode(members).decode()


def _outcome(text: str, *, is_failed: bool) -> Tried:
    members = msgspec.json.decode(text, type=dict[str, object])
    if not is_failed:
        return msgspec.convert(members, Published)
    return msgspec.convert({**members, "category": Category[str(members["category"])].value}, Failed)
