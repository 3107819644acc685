"""The rows of a ledger, whatever stores them: which values they hold, and which values they become."""

import zlib
from collections.abc import Mapping
from typing import TypeAlias, TypeVar

import msgspec
from msgspec.structs import asdict
from returns.result import Failure, Result, Success

from ...core.delivery.effect import Effect
from ...core.delivery.history import AmbiguousKey, Forgotten, LedgerEntry, UnknownKey
from ...core.delivery.ledger import Past, Target
from ...core.delivery.retry import Outcome
from ...core.delivery.verdict import answer_of
from ...core.errors import kind_of
from ...core.routing.route import ResourceRoute, wire_fields
from ...core.snapshot.fingerprint import Fingerprint, parse_fingerprint
from ...core.snapshot.packing import PackedSnapshot

_Found = TypeVar("_Found")
Row: TypeAlias = Mapping[str, object]

UNREADABLE = (msgspec.DecodeError, zlib.error, ArithmeticError, LookupError, RecursionError, TypeError, ValueError)
"""What comes of a row that trackpost did not write."""


def named(target: Target, route: ResourceRoute | None) -> dict[str, object]:
    """Return the values that name a target and a route."""
    resource_type, resource_id = wire_fields(route)
    return {**asdict(target), "target": target.name, "resource_type": resource_type, "resource_id": resource_id}


def described(snapshot: PackedSnapshot) -> dict[str, object]:
    """Return the values that describe a snapshot."""
    return {
        "key": snapshot.idempotency_key,
        "digest": snapshot.digest,
        "issues": snapshot.issues,
        "mappings": snapshot.mappings,
        "bytes": len(snapshot.body),
    }


def ended(outcome: Outcome, now: str) -> dict[str, object]:
    """Return the values that say how a publish ended."""
    answer = answer_of(outcome.verdict)
    return {
        "ended_at": now,
        "attempts": outcome.attempts,
        "outcome": kind_of(outcome.verdict),
        "status_code": None if answer is None else answer.status_code,
        "effect": outcome.effect,
    }


def known_effect(last: Row) -> Effect:
    """Return what earlier publishes under a key may have done, beyond what was acknowledged."""
    return "unknown" if last["state"] == "pending" and last["effect"] != "none" else "none"


def past_of(last: Row | None, acknowledged: Row | None, place: str) -> Past:
    """Return the past that the last row and the last acknowledged one tell, in a ledger that is at *place*.

    Raises:
        msgspec.ValidationError: a row that trackpost did not write.
    """
    columns: Row = last or {}
    found: dict[str, object] = {
        "last": None if last is None else {**columns, "is_refused": columns["state"] == "refused"},
        "acknowledged": columns["digest"] if columns.get("state") == "acknowledged" else None,
        **(acknowledged or {}),
        "is_original": columns.get("place") == place,
    }
    return msgspec.convert(found, Past)


def entry_of(columns: Row) -> LedgerEntry:
    """Return the entry that a row holds.

    Raises:
        msgspec.ValidationError: a row that trackpost did not write.
    """
    kind, name = columns.get("resource_type"), columns.get("resource_id")
    route = None if kind is None else {"external_resource_type": kind, "external_resource_id": name}
    return msgspec.convert({**columns, "target": columns, "route": route}, LedgerEntry)


def fingerprint_of(key: str, made: bytes | None) -> Result[Fingerprint, Forgotten]:
    """Return the fingerprint that was kept for *key*, unless it is too old."""
    return Failure(Forgotten(key)) if made is None else Success(parse_fingerprint(made))


def only(key: str, rows: tuple[tuple[str, _Found], ...]) -> Result[_Found, UnknownKey | AmbiguousKey]:
    """Return the first of *rows*, which all have one key beginning with *key*."""
    keys = {found for found, _ in rows}
    if not keys:
        return Failure(UnknownKey(key))
    return Success(rows[0][1]) if len(keys) == 1 else Failure(AmbiguousKey(key, len(keys)))
