"""The common parts of all reports: the error object, and the choice between success and failure."""

from collections.abc import Mapping

import pytest
from returns.result import Failure, Result, Success

from trackpost.core.contract.server_setup import UnusablePort
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.endpoint import MissingServerUrl
from trackpost.core.delivery.verdict import BrokenProtocol, EffectUnknown, Redirected, RetryLater
from trackpost.core.errors import Problem, kind_of
from trackpost.core.issues.cache_faults import CorruptRow
from trackpost.core.reporting.report import Report, RouteFault, error_object, report_of, route_fault
from trackpost.core.routing.pin import RouteRequired
from trackpost.core.routing.route import UnsupportedProvider

ANSWER = Answer(202, {"id": 1})
BEADS = UnsupportedProvider("beads")
NO_RULE = RouteFault(
    "unsupported_provider",
    "provider 'beads' has no routing rule; the server uses the mapping of the whole workspace",
)
NO_SERVER = MissingServerUrl()
REQUIRED = RouteRequired(BEADS)

OBJECTS: Mapping[str, tuple[Problem, str, Mapping[str, object]]] = {
    "nothing else": (NO_SERVER, "missing_server_url", {}),
    "texts": (
        CorruptRow("c.db", "t", "i", "why"),
        "corrupt_row",
        {"path": "c.db", "table": "t", "identity": "i", "reason": "why"},
    ),
    "a number": (UnusablePort(80, "why"), "unusable_port", {"port": 80, "reason": "why"}),
    "a routing error": (BEADS, "unsupported_provider", {"provider": "beads"}),
    "when to try again": (RetryLater(Answer(503, None), "120"), "retry_later", {"retry_after": "120", "date": None}),
    "the location": (Redirected(ANSWER, None), "redirected", {"location": None}),
    "no answer": (BrokenProtocol("why", None), "broken_protocol", {"reason": "why"}),
    "an unknown effect": (EffectUnknown("why"), "effect_unknown", {"reason": "why"}),
}


@pytest.mark.parametrize(("error", "kind", "others"), OBJECTS.values(), ids=OBJECTS.keys())
def test_error_object(error: Problem, kind: str, others: Mapping[str, object]) -> None:
    """An error object has the kind, the message, and the error's attributes."""
    assert {"kind": kind, "message": error.message, **others} == error_object(error)


REPORTS: Mapping[str, tuple[Result[int, Problem], Report]] = {
    "a success": (Success(7), Report(ok=True, issues=7)),
    "an error": (Failure(NO_SERVER), Report(ok=False, error=error_object(NO_SERVER))),
    "no route": (Failure(REQUIRED), Report(ok=False, route_error=NO_RULE, error=error_object(REQUIRED))),
}


@pytest.mark.parametrize(("result", "expected"), REPORTS.values(), ids=REPORTS.keys())
def test_report_of(result: Result[int, Problem], expected: Report) -> None:
    """A success gives the report of its command; an error gives the same report for every command."""
    assert expected == report_of(Report, result, lambda issues: Report(ok=True, issues=issues))


def test_route_fault() -> None:
    """The reason for a missing route has a kind and a message."""
    assert route_fault(BEADS) == NO_RULE


def test_kind_of() -> None:
    """The kind of an error is the name of its class in snake_case."""
    assert [kind_of(NO_SERVER), kind_of(ANSWER)] == ["missing_server_url", "answer"]
