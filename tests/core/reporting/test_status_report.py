"""The report of ``status``."""

from collections.abc import Mapping

import msgspec
import pytest
from attrs import evolve, fields
from returns.result import Failure, Result, Success

from tests.core.builders import ACME, BETA, BINDING, CHECKPOINT, PACKED, URL
from trackpost.core.delivery.history import LedgerEntry
from trackpost.core.delivery.ledger import Target
from trackpost.core.delivery.ledger_faults import BrokenLedger
from trackpost.core.issues.cache_faults import BusyCache, MissingCache
from trackpost.core.issues.model import NOTHING_READ, CacheCount
from trackpost.core.project.binding import NotBound, RuntimeFault
from trackpost.core.reporting.report import RouteFault, error_object
from trackpost.core.reporting.setup_report import BindReport, StatusReport, status_report
from trackpost.core.reporting.status import Status
from trackpost.core.routing.credentials import ExposedCredentials
from trackpost.core.routing.pin import RouteDrift
from trackpost.core.routing.route import UnsupportedProvider
from trackpost.core.trackers.unmapped import Unmapped

NOON = "2026-03-01T12:00:00+00:00"
BEADS = UnsupportedProvider("beads")
EXPOSED = ExposedCredentials("/c\n", "644")
WARNING = (
    "/c\\n: other users of this machine have access to the credentials (mode 644); "
    "run chmod 600 on the file, or bind again"
)
NOT_BOUND = NotBound("config.yaml", "tracker.provider")

ENTRY = LedgerEntry(
    target=Target(endpoint=URL, provider="jira", workspace="acme.example", project="acme-shop"),
    route=ACME,
    key=PACKED.idempotency_key,
    digest=PACKED.digest,
    state="acknowledged",
    issues=1,
    mappings=1,
    bytes=len(PACKED.body),
    began_at=NOON,
    ended_at=NOON,
    times=1,
    attempts=1,
    outcome="delivered",
    status_code=202,
)
STATUS = Status(
    config="config.yaml",
    binding=evolve(BINDING, resource=ACME),
    route=Success(ACME),
    drift=None,
    credentials=("project_key",),
    missing=("email",),
    cache="/c.db",
    count=Success(CacheCount(issues=2, mappings=1, checkpoint=CHECKPOINT)),
    last=Success(ENTRY),
    unmapped={Unmapped("status", "QA", "todo", is_guess=True): 3},
    warnings=(EXPOSED,),
)
STATE = StatusReport(
    ok=True,
    config="config.yaml",
    provider="jira",
    workspace="acme.example",
    resource=ACME,
    doctrine_mode="external_authoritative",
    doctrine_field_owners={"status": "external", "labels": "local"},
    route=ACME,
    credentials=("project_key",),
    missing=("email",),
    cache="/c.db",
    issues=2,
    mappings=1,
    checkpoint=CHECKPOINT,
    unmapped=({"kind": "status", "name": "QA", "taken_as": "todo", "issues": 3},),
    last_receipt=ENTRY,
    warnings=(WARNING,),
)
DRIFT = RouteDrift(ACME, BETA)
DRIFTED = {"kind": "route_drift", "message": DRIFT.message, "pinned": ACME, "derived": BETA, "stranger": None}
UNCOUNTED: StatusReport = evolve(STATE, issues=None, mappings=None, checkpoint=None)
NO_CACHE, NO_LEDGER = MissingCache("/c.db"), BrokenLedger("/l.db")

STATUSES: Mapping[str, tuple[Result[Status, RuntimeFault], StatusReport]] = {
    "all is well": (Success(STATUS), STATE),
    "a filter": (
        Success(evolve(STATUS, binding=evolve(BINDING, resource=ACME, filter="labels = web"))),
        evolve(STATE, filter="labels = web"),
    ),
    "no warnings": (Success(evolve(STATUS, warnings=())), evolve(STATE, warnings=())),
    "never published": (Success(evolve(STATUS, last=Success(None))), evolve(STATE, last_receipt=None)),
    "the ledger is broken": (
        Success(evolve(STATUS, last=Failure(NO_LEDGER))),
        evolve(STATE, last_receipt=None, ledger_error=error_object(NO_LEDGER)),
    ),
    "never pulled": (
        Success(evolve(STATUS, count=Success(CacheCount(issues=0, mappings=0, checkpoint=NOTHING_READ)))),
        evolve(STATE, issues=0, mappings=0, checkpoint=NOTHING_READ),
    ),
    "no cache": (
        Success(evolve(STATUS, count=Failure(NO_CACHE))),
        evolve(UNCOUNTED, cache_error={"kind": "missing_cache", "message": NO_CACHE.message, "path": "/c.db"}),
    ),
    "the cache is busy": (
        Success(evolve(STATUS, count=Failure(BusyCache("/c.db")))),
        evolve(UNCOUNTED, cache_error=error_object(BusyCache("/c.db"))),
    ),
    "another project's credentials": (
        Success(evolve(STATUS, route=Success(BETA), drift=DRIFT)),
        evolve(STATE, route=BETA, drift=DRIFTED),
    ),
    "neither pin nor rule": (
        Success(evolve(STATUS, binding=BINDING, route=Failure(BEADS))),
        evolve(STATE, resource=None, route=None, route_error=RouteFault("unsupported_provider", BEADS.message)),
    ),
    "not bound": (Failure(NOT_BOUND), StatusReport(ok=False, error=error_object(NOT_BOUND))),
}


@pytest.mark.parametrize(("result", "expected"), STATUSES.values(), ids=STATUSES.keys())
def test_status_report(result: Result[Status, RuntimeFault], expected: StatusReport) -> None:
    """Each state of a project has exactly this report; its problems are not errors of the command."""
    assert expected == status_report(result)


@pytest.mark.parametrize(("result", "expected"), STATUSES.values(), ids=STATUSES.keys())
def test_a_report_is_one_json_object(result: Result[Status, RuntimeFault], expected: StatusReport) -> None:
    """The object has the same members for every result, including those of ``bind``."""
    decoded = msgspec.json.decode(msgspec.json.encode(status_report(result)))
    assert set(decoded) == {attribute.name for attribute in fields(StatusReport)}
    assert set(decoded) >= {attribute.name for attribute in fields(BindReport)}
    assert decoded["ok"] is expected.ok


def test_the_last_receipt_can_be_read_back() -> None:
    """A program gets the ledger's entry unchanged."""
    decoded = msgspec.json.decode(msgspec.json.encode(status_report(Success(STATUS))))
    assert msgspec.convert(decoded["last_receipt"], LedgerEntry) == ENTRY
