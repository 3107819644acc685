"""The reports of ``bind``, ``unbind`` and ``pull``."""

from collections.abc import Mapping

import msgspec
import pytest
from attrs import evolve, fields
from returns.result import Failure, Result, Success

from tests.core.builders import ACME, BETA, BINDING
from trackpost.core.issues.tracker_fault import TrackerBusy
from trackpost.core.parsing.text import UnknownChoice
from trackpost.core.project.bind import BindError, Bound, UnbindError, Unbound
from trackpost.core.project.bind_order import UnknownCredential
from trackpost.core.project.binding import Binding, NotBound
from trackpost.core.project.faults import NoProject, UnwritableFile
from trackpost.core.reporting.init_report import Started, init_report
from trackpost.core.reporting.pull_report import PullReport, pull_report
from trackpost.core.reporting.report import Report, RouteFault, error_object
from trackpost.core.reporting.setup_report import BindReport, UnbindReport, bind_report, unbind_report
from trackpost.core.routing.credentials import ExposedCredentials, MissingCredential
from trackpost.core.routing.pin import RouteDrift
from trackpost.core.trackers.model import Skipped
from trackpost.core.trackers.pulled import PullCounts, Pulled, PullError
from trackpost.core.trackers.unmapped import Unmapped

NOON = "2026-03-01T12:00:00+00:00"
CONFIG = "/p/.kittify/config.yaml"
MISSING = MissingCredential("jira", "project_key")
EXPOSED = ExposedCredentials("/c\n", "644")
MISSPELLED = UnknownCredential("jira", "emial", "email")
WARNING = (
    "/c\\n: other users of this machine have access to the credentials (mode 644); "
    "run chmod 600 on the file, or bind again"
)
PINNED: Binding = evolve(BINDING, resource=ACME)
NOT_BOUND = NotBound("config.yaml", "tracker.provider")
UNWRITABLE = UnwritableFile(CONFIG, "disk full")
NO_PROJECT = NoProject("/p")
NO_CHOICE = UnknownChoice("provider", "jria", ("jira", "linear"), "jira")

BOUND = Bound(
    config=CONFIG,
    binding=PINNED,
    route=Success(ACME),
    credentials=("api_token", "project_key"),
    missing=("base_url", "email"),
    warnings=(EXPOSED, MISSPELLED),
)
BIND = BindReport(
    ok=True,
    config=CONFIG,
    provider="jira",
    workspace="acme.example",
    resource=ACME,
    route=ACME,
    credentials=("api_token", "project_key"),
    missing=("base_url", "email"),
    warnings=(WARNING, MISSPELLED.message),
)

INITS: Mapping[str, tuple[Result[Started, BindError], Mapping[str, object]]] = {
    "all accepted": (
        Success(Started(bound=BOUND, account="Dev", server="https://kitty.example/")),
        {"ok": True, "account": "Dev", "endpoint": "https://kitty.example/", "missing": ("base_url", "email")},
    ),
    "refused": (Failure(NO_CHOICE), {"ok": False, "account": None, "endpoint": None, "missing": None}),
}


@pytest.mark.parametrize(("result", "members"), INITS.values(), ids=INITS.keys())
def test_init_report(result: Result[Started, BindError], members: Mapping[str, object]) -> None:
    """It has what a bind reports, the account, and the server."""
    report = init_report(result)
    assert {name: getattr(report, name) for name in members} == members
    assert isinstance(report, BindReport)
    assert (report.error is None) == report.ok


BINDS: Mapping[str, tuple[Result[Bound, BindError | NoProject], BindReport]] = {
    "with a pin": (Success(BOUND), BIND),
    "with a filter": (
        Success(evolve(BOUND, binding=evolve(PINNED, filter="labels = web"))),
        evolve(BIND, filter="labels = web"),
    ),
    "without a route": (
        Success(evolve(BOUND, binding=BINDING, route=Failure(MISSING), credentials=(), missing=(), warnings=())),
        evolve(
            BIND,
            resource=None,
            route=None,
            route_error=RouteFault("missing_credential", MISSING.message),
            credentials=(),
            missing=(),
            warnings=(),
        ),
    ),
    "not bound": (
        Failure(NO_CHOICE),
        BindReport(
            ok=False,
            error={
                "kind": "unknown_choice",
                "message": NO_CHOICE.message,
                "what": "provider",
                "given": "jria",
                "known": ("jira", "linear"),
                "nearest": "jira",
            },
        ),
    ),
    "the config cannot be written": (Failure(UNWRITABLE), BindReport(ok=False, error=error_object(UNWRITABLE))),
    "no project": (Failure(NO_PROJECT), BindReport(ok=False, error=error_object(NO_PROJECT))),
}


@pytest.mark.parametrize(("result", "expected"), BINDS.values(), ids=BINDS.keys())
def test_bind_report(result: Result[Bound, BindError | NoProject], expected: BindReport) -> None:
    """Each result of a bind has exactly this report."""
    assert expected == bind_report(result)


UNBINDS: Mapping[str, tuple[Result[Unbound, UnbindError], UnbindReport]] = {
    "removed": (
        Success(Unbound(config=CONFIG, provider="jira", credentials="removed")),
        UnbindReport(ok=True, config=CONFIG, provider="jira", credentials="removed"),
    ),
    "kept": (
        Success(Unbound(config=CONFIG, provider="beads", credentials="kept")),
        UnbindReport(ok=True, config=CONFIG, provider="beads", credentials="kept"),
    ),
    "not bound": (Failure(NOT_BOUND), UnbindReport(ok=False, error=error_object(NOT_BOUND))),
}


@pytest.mark.parametrize(("result", "expected"), UNBINDS.values(), ids=UNBINDS.keys())
def test_unbind_report(result: Result[Unbound, UnbindError], expected: UnbindReport) -> None:
    """Each result of an unbind has exactly this report."""
    assert expected == unbind_report(result)


PULLED = Pulled(
    counts=PullCounts(created=1, updated=2, unchanged=3, conflicts=4, skipped=1, removed=2),
    is_complete=True,
    is_full=True,
    updated_since=NOON,
    skipped=(Skipped("jira", "ACME-7", "it has no id"),),
    removed=("ACME-8", "ACME-9"),
    unmapped={Unmapped("status", "Lost", "todo", is_guess=True): 3},
    warnings=(EXPOSED,),
)
PULL = PullReport(
    ok=True,
    issues=6,
    created=1,
    updated=2,
    unchanged=3,
    conflicts=4,
    skipped=1,
    skipped_issues=({"issue": "ACME-7", "reason": "it has no id"},),
    removed=2,
    unmapped=({"kind": "status", "name": "Lost", "taken_as": "todo", "issues": 3},),
    complete=True,
    full=True,
    updated_since=NOON,
    warnings=(WARNING,),
)
DRIFT = RouteDrift(ACME, BETA)
BUSY = TrackerBusy("jira", 429, 30)
BUSY_OBJECT = {"kind": "tracker_busy", "message": BUSY.message, "provider": "jira", "status_code": 429}

PULLS: Mapping[str, tuple[Result[Pulled, PullError], PullReport]] = {
    "complete": (Success(PULLED), PULL),
    "stopped by a limit": (
        Success(evolve(PULLED, is_complete=False, updated_since=None, warnings=())),
        evolve(PULL, complete=False, updated_since=None, warnings=()),
    ),
    "nothing to read": (
        Success(evolve(PULLED, counts=PullCounts(), skipped=(), unmapped={})),
        evolve(
            PULL,
            issues=0,
            created=0,
            updated=0,
            unchanged=0,
            conflicts=0,
            skipped=0,
            skipped_issues=(),
            removed=0,
            unmapped=(),
        ),
    ),
    "the tracker is busy": (Failure(BUSY), PullReport(ok=False, error={**BUSY_OBJECT, "retry_after": 30})),
    "another project's credentials": (Failure(DRIFT), PullReport(ok=False, error=error_object(DRIFT))),
}


@pytest.mark.parametrize(("result", "expected"), PULLS.values(), ids=PULLS.keys())
def test_pull_report(result: Result[Pulled, PullError], expected: PullReport) -> None:
    """Each result of a pull has exactly this report."""
    assert expected == pull_report(result)


REPORTS: Mapping[str, Report] = {
    **{f"bind: {name}": bind_report(result) for name, (result, _) in BINDS.items()},
    **{f"unbind: {name}": unbind_report(result) for name, (result, _) in UNBINDS.items()},
    **{f"pull: {name}": pull_report(result) for name, (result, _) in PULLS.items()},
}


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS.keys())
def test_a_report_is_one_json_object(report: Report) -> None:
    """The object has the same members for every result, including those of every report."""
    members = set(msgspec.json.decode(msgspec.json.encode(report)))
    assert members == {attribute.name for attribute in fields(type(report))}
    assert members >= {attribute.name for attribute in fields(Report)}
