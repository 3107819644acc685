"""The reports of a fleet."""

from collections.abc import Mapping

import msgspec
import pytest
from attrs import evolve
from returns.result import Failure, Success

from tests.core.builders import ACME, BINDING
from tests.core.fleet.samples import BUSY, DONE, DRIFT, LATER, record
from trackpost.core.fleet.causes import Cause
from trackpost.core.fleet.faults import FleetUnderWay
from trackpost.core.fleet.holding import held
from trackpost.core.fleet.outcome import Failed, Held, Outcome, Skipped, ToldToStop
from trackpost.core.fleet.project import FleetProject, LeftOut
from trackpost.core.project.binding import NotBound
from trackpost.core.reporting.fleet_ending import broken_off_report, fleet_report
from trackpost.core.reporting.fleet_report import (
    FleetReport,
    LeftOutReport,
    ListedProject,
    ProjectReport,
    RetryReport,
    RunReport,
    left_out_report,
    listed_project,
    members_of,
    project_report,
    status_of_project,
)

SENT: Failed = evolve(LATER, route=ACME, idempotency_key="ab" * 32)
STOPPED = {"kind": "told_to_stop", "message": "not done, because the run was told to stop"}

OUTCOMES: Mapping[str, tuple[Outcome, ProjectReport]] = {
    "published": (
        evolve(DONE, route=ACME),
        ProjectReport(path="/a", outcome="delivered", route=ACME, idempotency_key="ab" * 32),
    ),
    "failed at the server": (
        SENT,
        ProjectReport(
            path="/a",
            outcome="failed",
            route=ACME,
            idempotency_key="ab" * 32,
            error={"kind": "retry_later", "message": "later"},
        ),
    ),
    "held": (
        Held(DRIFT),
        ProjectReport(path="/a", outcome="held", error={"kind": "route_drift", "message": "drift"}),
    ),
    "skipped": (Skipped(ToldToStop()), ProjectReport(path="/a", outcome="skipped", error=STOPPED)),
}


@pytest.mark.parametrize(("outcome", "expected"), OUTCOMES.values(), ids=OUTCOMES.keys())
def test_project_report(outcome: Outcome, expected: ProjectReport) -> None:
    """A program gets the word, the route, the key and the error, in this order."""
    report = project_report("/a", outcome)
    assert report == expected
    assert [*msgspec.json.decode(msgspec.json.encode(report))] == [
        "path",
        "outcome",
        "route",
        "idempotency_key",
        "error",
    ]


STATUSES: Mapping[str, tuple[Outcome, str, float | None]] = {
    "published": (DONE, "delivered", None),
    "failed for now": (BUSY, "failed", None),
    "asked to wait": (LATER, "failed", 5_000.0),
    "failed for good": (DRIFT, "held", None),
}


@pytest.mark.parametrize(("outcome", "word", "retry_at"), STATUSES.values(), ids=STATUSES.keys())
def test_status_of_project(outcome: Outcome, word: str, retry_at: float | None) -> None:
    """What failed for good is held; a host that wants to be left alone has its instant."""
    assert not isinstance(outcome, Held | Skipped)
    known = record(outcome)
    status = status_of_project(known, held(known, known.last.files))
    assert (status.path, status.outcome, status.retry_at) == ("/srv/billing", word, retry_at)
    assert (status.ended, status.published, status.failures) == (1_000.0, None, 1)


def test_a_list() -> None:
    """A project has its binding or what is wrong with it; a folder that is left out has the reason."""
    project = FleetProject(path="/a", name="/a", home="/h", every=60)
    listed = ListedProject(path="/a", home="/h", every=60, provider="jira", workspace="acme.example", error=None)
    assert listed_project(project, "/h", BINDING) == listed
    broken = listed_project(project, "/h", NotBound("config.yaml", "tracker"))
    assert (broken.provider, broken.workspace) == (None, None)
    assert broken.error is not None
    assert broken.error["kind"] == "not_bound"
    assert left_out_report(LeftOut("/b", "excluded")) == LeftOutReport(
        path="/b", reason="excluded", message="is excluded"
    )


def test_a_fleet_that_cannot_work() -> None:
    """The object says why; otherwise it is that of the command."""
    fault = FleetUnderWay("fleet.db")
    assert fleet_report(Success("x"), lambda _: RunReport(ok=True), RunReport) == RunReport(ok=True)
    assert fleet_report(Failure(fault), lambda _: RunReport(ok=True), RunReport) == RunReport(
        ok=False, error={"kind": "fleet_under_way", "message": fault.message, "path": "fleet.db"}
    )


BROKEN_OFF: Mapping[str, type[FleetReport]] = {"run": RunReport, "retry": RetryReport, "watch": FleetReport}


@pytest.mark.parametrize(("command", "shape"), BROKEN_OFF.items())
def test_a_command_that_is_broken_off(command: str, shape: type[FleetReport]) -> None:
    """Its object has the members that it always has."""
    error = {"kind": "usage", "message": "no"}
    assert broken_off_report(command, error) == shape(ok=False, error=error)


def test_the_members_of_a_cause() -> None:
    """They are in the order of the class."""
    cause = Cause(cause="c", number=2, example="/a", message="m")
    assert [list(members) for members in members_of([cause])] == [["cause", "number", "example", "message"]]
