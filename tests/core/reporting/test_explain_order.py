"""One line for a person, for what was asked for in vain and for what is remembered of earlier publishes."""

from collections.abc import Mapping
from typing import TypeAlias, get_args

import pytest

from trackpost.core.delivery.ledger import (
    AmbiguousKey,
    BrokenLedger,
    Forgotten,
    LedgerIsLost,
    ReceiptsError,
    UnknownKey,
)
from trackpost.core.issues.work_packages import AlreadyMapped, NotMapped
from trackpost.core.parsing.text import MalformedPair, UnknownChoice, UnusableText
from trackpost.core.reporting.explain import explain
from trackpost.core.reporting.explain_files import OrderFault
from trackpost.core.snapshot.guards import SnapshotShrank

ORDERS: Mapping[str, tuple[OrderFault, str]] = {
    "unknown choice": (
        UnknownChoice("provider", "notion", ("jira", "linear"), None),
        "'notion' is no provider (known: jira, linear)",
    ),
    "misspelled choice": (
        UnknownChoice("provider", "jria", ("jira", "linear"), "jira"),
        "'jria' is no provider; did you mean 'jira'? (known: jira, linear)",
    ),
    "unusable text": (UnusableText("the workspace", "is blank"), "the workspace is blank; give another"),
    "malformed pair": (
        MalformedPair("--credential", 2, "has no ="),
        "--credential number 2 has no =; write KEY=VALUE, each key once",
    ),
    "already mapped": (
        AlreadyMapped("10001", "WP01"),
        "issue '10001' is mapped to WP01; remove that first with `trackpost map remove`",
    ),
    "not mapped": (NotMapped("WP01"), "WP01 is not mapped; `trackpost map list` shows what is"),
}

PastFault: TypeAlias = ReceiptsError | SnapshotShrank

PAST: Mapping[str, tuple[PastFault, str]] = {
    "broken ledger": (
        BrokenLedger("/l.db"),
        "/l.db: is no database any more; the next publish sets it aside and begins a new one",
    ),
    "lost ledger": (LedgerIsLost("/l.db", "disk full"), "/l.db: cannot be read (disk full)"),
    "unknown key": (
        UnknownKey("ab\n"),
        "nothing left this machine under 'ab\\n'; `trackpost receipts` shows what did",
    ),
    "ambiguous key": (AmbiguousKey("ab", 3), "3 keys begin with 'ab'; give more of it"),
    "forgotten": (Forgotten("abc"), "what was sent under abc is too long ago to be remembered"),
    "snapshot shrank": (
        SnapshotShrank(10, 4),
        (
            "the snapshot has 4 issues, and the last one that the server took had 10; "
            "pull first, or publish it all the same with --allow-shrink"
        ),
    ),
}

ALL: Mapping[str, tuple[OrderFault | PastFault, str]] = {**ORDERS, **PAST}


@pytest.mark.parametrize(("error", "expected"), ALL.values(), ids=ALL.keys())
def test_explain(error: OrderFault | PastFault, expected: str) -> None:
    """Each error has exactly this sentence."""
    assert expected == explain(error)


def test_every_error_of_an_order_has_a_sentence() -> None:
    """No variant is without a row above."""
    assert {type(error) for error, _ in ORDERS.values()} == set(get_args(OrderFault))
    assert {type(error) for error, _ in PAST.values()} == set(get_args(PastFault))
