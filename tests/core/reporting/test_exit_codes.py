"""The exit status of each error."""

from collections.abc import Mapping
from typing import TypeAlias, get_args

import pytest

from tests.core.builders import ACME, undelivered
from trackpost.core.contract.server_setup import UnusableJournal, UnusablePort
from trackpost.core.delivery.endpoint import InsecureServerUrl, MissingServerUrl, UnusableServerUrl
from trackpost.core.delivery.ledger import AmbiguousKey, BrokenLedger, Forgotten, LedgerIsLost, UnknownKey
from trackpost.core.delivery.publish import UnusableTimeout
from trackpost.core.delivery.receipt import AnotherPublish
from trackpost.core.delivery.token import MissingToken, TokenOfAnotherServer
from trackpost.core.delivery.verdict import (
    Answer,
    BrokenProtocol,
    EffectUnknown,
    NotAllowed,
    Redirected,
    Refusal,
    Rejected,
    RetryLater,
    Unreachable,
)
from trackpost.core.errors import (
    BusyCache,
    BusyFile,
    CorruptRow,
    InterruptedCache,
    MalformedFile,
    MissingCache,
    MissingExtra,
    NoProject,
    NoRoom,
    NotAProject,
    UnreadableCache,
    UnreadableFile,
    UnwritableFile,
)
from trackpost.core.issues.pull import BrokenTracker, TrackerBusy, TrackerNotAllowed, TrackerRefused, TrackerUnreachable
from trackpost.core.issues.work_packages import AlreadyMapped, NotMapped
from trackpost.core.parsing.secret import UnusableToken
from trackpost.core.parsing.text import MalformedPair, UnknownChoice, UnusableText
from trackpost.core.parsing.untyped import WrongShape
from trackpost.core.project.binding import NotBound, UnknownDoctrineMode
from trackpost.core.reporting.exit_codes import ExitCode, exit_code
from trackpost.core.reporting.explain import TrackpostError
from trackpost.core.routing.credentials import EmptyCredential, MalformedCredential, MissingCredential
from trackpost.core.routing.pin import RouteDrift, RouteRequired
from trackpost.core.routing.route import RoutingError, UnsupportedProvider
from trackpost.core.snapshot.guards import ForeignIssues, SnapshotShrank

AnyError: TypeAlias = TrackpostError | RoutingError

ANSWER = Answer(500, None)

REFUSALS: Mapping[str, tuple[Refusal, int]] = {
    "rejected": (Rejected(ANSWER), 76),
    "redirected": (Redirected(ANSWER, None), 76),
    "broken protocol": (BrokenProtocol("why", None), 76),
    "not allowed": (NotAllowed(ANSWER), 77),
    "retry later": (RetryLater(ANSWER, None), 75),
    "effect unknown": (EffectUnknown("why"), 75),
    "unreachable": (Unreachable("why"), 69),
}

ERRORS: Mapping[str, tuple[AnyError, int]] = {
    "unusable timeout": (UnusableTimeout(0.0), 2),
    "unknown choice": (UnknownChoice("w", "g", (), None), 2),
    "unusable text": (UnusableText("w", "why"), 2),
    "malformed pair": (MalformedPair("o", 1, "why"), 2),
    "missing cache": (MissingCache("c"), 65),
    "interrupted cache": (InterruptedCache("c"), 65),
    "unreadable cache": (UnreadableCache("c", "why"), 65),
    "corrupt row": (CorruptRow("c", "t", "i", "why"), 65),
    "foreign issues": (ForeignIssues((), 1), 65),
    "already mapped": (AlreadyMapped("i", "w"), 65),
    "not mapped": (NotMapped("w"), 65),
    "snapshot shrank": (SnapshotShrank(2, 0), 65),
    "broken ledger": (BrokenLedger("l"), 65),
    "lost ledger": (LedgerIsLost("l", "why"), 65),
    "unknown key": (UnknownKey("k"), 65),
    "ambiguous key": (AmbiguousKey("k", 2), 65),
    "forgotten": (Forgotten("k"), 65),
    "tracker unreachable": (TrackerUnreachable("p", "why"), 69),
    "unwritable file": (UnwritableFile("f", "why"), 73),
    "no room": (NoRoom("f", "why"), 73),
    "busy cache": (BusyCache("c"), 75),
    "busy file": (BusyFile("f"), 75),
    "another publish": (AnotherPublish("u"), 75),
    "tracker busy": (TrackerBusy("p", 429, None), 75),
    "tracker refused": (TrackerRefused("p", 400, "why"), 76),
    "broken tracker": (BrokenTracker("p", "why"), 76),
    "tracker not allowed": (TrackerNotAllowed("p", 401, "why"), 77),
    "unsupported provider": (UnsupportedProvider("p"), 78),
    "missing credential": (MissingCredential("p", "k"), 78),
    "empty credential": (EmptyCredential("p", "k"), 78),
    "malformed credential": (MalformedCredential("p", "k", "list"), 78),
    "no project": (NoProject("/"), 78),
    "not a project": (NotAProject("/"), 78),
    "not bound": (NotBound("f", "m"), 78),
    "wrong shape": (WrongShape("f", "m", "e", "f"), 78),
    "unknown doctrine mode": (UnknownDoctrineMode("f", "m"), 78),
    "route drift": (RouteDrift(ACME, None), 78),
    "unreadable file": (UnreadableFile("f", "why"), 78),
    "malformed file": (MalformedFile("f", "YAML", "why"), 78),
    "route required": (RouteRequired(UnsupportedProvider("p")), 78),
    "missing token": (MissingToken("s"), 78),
    "unusable token": (UnusableToken("s", 1), 78),
    "token of another server": (TokenOfAnotherServer(None, "u"), 78),
    "missing server URL": (MissingServerUrl(), 78),
    "unusable server URL": (UnusableServerUrl("u", "why"), 78),
    "insecure server URL": (InsecureServerUrl("u"), 78),
    "missing extra": (MissingExtra("e"), 78),
    "unusable port": (UnusablePort(1, "why"), 78),
    "unusable journal": (UnusableJournal("j", "why"), 78),
}

CASES: Mapping[str, tuple[AnyError, int]] = {
    **ERRORS,
    **{name: (undelivered(refusal), status) for name, (refusal, status) in REFUSALS.items()},
}


@pytest.mark.parametrize(("error", "expected"), CASES.values(), ids=CASES.keys())
def test_exit_code(error: AnyError, expected: int) -> None:
    """Each error has exactly this status."""
    assert expected == exit_code(error)


def test_every_error_has_a_status() -> None:
    """No variant of any error is without a row above."""
    assert {type(error) for error, _ in CASES.values()} == set(get_args(AnyError))
    assert {type(refusal) for refusal, _ in REFUSALS.values()} == set(get_args(Refusal))


def test_no_error_exits_with_success() -> None:
    """Nothing but success exits with 0."""
    assert 0 not in {exit_code(error) for error, _ in CASES.values()}


def test_statuses() -> None:
    """The whole list, as people read it."""
    assert sorted(ExitCode) == [0, 1, 2, 65, 69, 73, 75, 76, 77, 78, 130]
