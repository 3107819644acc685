"""The reports of ``receipts`` and ``explain``."""

from collections.abc import Mapping

import msgspec
import pytest
from attrs import fields
from returns.result import Failure, Result, Success

from tests.core.builders import ACME, BODY, PACKED, URL
from trackpost.core.delivery.history import AmbiguousKey, Forgotten, LedgerEntry, ReceiptsError, UnknownKey
from trackpost.core.delivery.ledger import Target
from trackpost.core.delivery.ledger_faults import BrokenLedger, LedgerIsLost
from trackpost.core.reporting.receipts_report import (
    DifferenceReport,
    ReceiptsReport,
    difference_report,
    receipts_report,
)
from trackpost.core.snapshot.fingerprint import Difference

NOON = "2026-03-01T12:00:00.000+00:00"
ENTRY = LedgerEntry(
    target=Target(endpoint=URL, provider="jira", workspace="acme.example", project="acme-shop"),
    route=ACME,
    key=PACKED.idempotency_key,
    digest=PACKED.digest,
    state="pending",
    issues=1,
    mappings=1,
    bytes=len(BODY),
    began_at=NOON,
    ended_at=None,
    times=1,
    attempts=0,
    outcome=None,
    status_code=None,
)
DIFFERENCE = Difference(members=("checkpoint",), added=("a",), removed=("b", "c"), changed=())

ERRORS: Mapping[str, tuple[ReceiptsError, dict[str, object]]] = {
    "broken": (BrokenLedger("ledger.db"), {"kind": "broken_ledger", "path": "ledger.db"}),
    "lost": (LedgerIsLost("ledger.db", "why"), {"kind": "ledger_is_lost", "path": "ledger.db", "reason": "why"}),
    "unknown": (UnknownKey("ab"), {"kind": "unknown_key", "key": "ab"}),
    "ambiguous": (AmbiguousKey("ab", 2), {"kind": "ambiguous_key", "key": "ab", "count": 2}),
    "forgotten": (Forgotten("ab"), {"kind": "forgotten", "key": "ab"}),
}


@pytest.mark.parametrize(("error", "expected"), ERRORS.values(), ids=ERRORS.keys())
def test_errors(error: ReceiptsError, expected: dict[str, object]) -> None:
    """Both reports contain the same error object."""
    expected_error = {**expected, "message": error.message}
    assert receipts_report(Failure(error)) == ReceiptsReport(ok=False, error=expected_error)
    assert difference_report(Failure(error)) == DifferenceReport(ok=False, error=expected_error)


LISTS: Mapping[str, tuple[LedgerEntry, ...]] = {"none": (), "one": (ENTRY,), "two": (ENTRY, ENTRY)}


@pytest.mark.parametrize("entries", LISTS.values(), ids=LISTS.keys())
def test_receipts_report(entries: tuple[LedgerEntry, ...]) -> None:
    """The report has the entries unchanged, in one JSON object with all members."""
    found: Result[tuple[LedgerEntry, ...], ReceiptsError] = Success(entries)
    report = receipts_report(found)
    assert report == ReceiptsReport(ok=True, receipts=entries)
    decoded = msgspec.json.decode(msgspec.json.encode(report))
    assert set(decoded) == {attribute.name for attribute in fields(ReceiptsReport)}
    assert msgspec.convert(decoded["receipts"], tuple[LedgerEntry, ...]) == entries


def test_difference_report() -> None:
    """The report has the difference unchanged."""
    assert difference_report(Success(DIFFERENCE)) == DifferenceReport(
        ok=True, members=("checkpoint",), added=("a",), removed=("b", "c"), changed=()
    )
