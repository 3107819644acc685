"""What follows from findings, how they are mended, and what a program gets of them."""

from collections.abc import Mapping

import pytest

from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.endpoint import MissingServerUrl
from trackpost.core.delivery.entry import TokenRefused
from trackpost.core.errors import Problem
from trackpost.core.fleet.faults import ExposedFleetFile
from trackpost.core.issues.cache_faults import MissingCache
from trackpost.core.issues.incomplete import IncompleteCache
from trackpost.core.issues.tracker_fault import TrackerNotAllowed
from trackpost.core.project.binding import Binding, NotBound
from trackpost.core.project.faults import MissingExtra, NoHome
from trackpost.core.reporting.doctor_report import doctor_report
from trackpost.core.reporting.exit_codes import ExitCode
from trackpost.core.reporting.findings import BOTH, NONE, PUBLISH, PULL, Finding, not_asked, sound, status_of
from trackpost.core.reporting.mending import Mending, MendingOfFleet
from trackpost.core.routing.credentials import ExposedCredentials, MissingCredential
from trackpost.core.routing.origins import NOTHING
from trackpost.core.routing.pin import RouteDrift
from trackpost.core.routing.route import ResourceRoute

_JIRA = Mending(Binding(provider="jira", provider_as_typed="jira", workspace="acme site"))
_BEADS = Mending(Binding(provider="beads", provider_as_typed="beads", workspace="here"))
_KEPT = Mending(_JIRA.binding, MendingOfFleet(NOTHING, "trackpost fleet run"))
_BIND = "trackpost bind --provider jira --workspace 'acme site' --credential"
_REFUSED = TokenRefused(Answer(401, None))

COMMANDS: Mapping[str, tuple[Mending, Problem, str | None]] = {
    "no binding": (Mending(), NotBound("c.yaml", "tracker"), "trackpost init"),
    "no server": (Mending(), MissingServerUrl(), "trackpost config set server-url https://HOST"),
    "a missing credential": (_JIRA, MissingCredential("jira", "email"), f"{_BIND} email=-"),
    "a missing credential of no project": (Mending(), MissingCredential("jira", "email"), None),
    "others can read it": (_JIRA, ExposedCredentials("/a b", "0644"), "chmod 600 '/a b'"),
    "a token of the tracker": (_JIRA, TrackerNotAllowed("jira", 401, "no"), f"{_BIND} api_token=-"),
    "a token of the environment": (_JIRA, TrackerNotAllowed("jira", 401, "no", "TRACKPOST_JIRA_API_TOKEN"), None),
    "a tracker without tokens": (_BEADS, TrackerNotAllowed("beads", 401, "no"), None),
    "a token of the server": (_JIRA, _REFUSED, f"{_BIND} access_token=-"),
    "a token of the file": (
        _JIRA,
        TokenRefused(Answer(401, None), "[tracker.providers.jira] in the credentials file"),
        f"{_BIND} access_token=-",
    ),
    "a token that a variable hides": (_JIRA, TokenRefused(Answer(401, None), "SAAS_AUTH_TOKEN"), None),
    "a token of no project": (Mending(), TokenRefused(Answer(401, None), "the keyring"), None),
    "another pin": (_JIRA, RouteDrift(ResourceRoute("jira_project", "ACME"), None), f"{_BIND} project_key=ACME"),
    "a pin without a rule": (_BEADS, RouteDrift(ResourceRoute("jira_project", "ACME"), None), None),
    "a pin of another tracker": (_JIRA, RouteDrift(ResourceRoute("linear_team", "t"), None, "jira"), None),
    "a pin of no project": (Mending(), RouteDrift(ResourceRoute("jira_project", "ACME"), None), None),
    "an extra": (_JIRA, MissingExtra("fleet", "pip install it"), "pip install it"),
    "an extra of an unknown installation": (_JIRA, MissingExtra("fleet"), None),
    "a cache of a fleet": (_KEPT, MissingCache("x.db"), "trackpost fleet run"),
    "a part of a cache of a fleet": (_KEPT, IncompleteCache(7), "trackpost fleet run"),
    "credentials of a home of a fleet": (_KEPT, ExposedCredentials("/c", "0644"), "chmod 600 /c"),
    "a fleet file that others can read": (_KEPT, ExposedFleetFile("/f", "0644"), "chmod 600 /f"),
    "an extra of a fleet": (_KEPT, MissingExtra("fleet", "pip install it"), "pip install it"),
    "a credential of a fleet": (_KEPT, MissingCredential("jira", "email"), None),
    "what no command mends": (_JIRA, NoHome("~"), None),
}


@pytest.mark.parametrize(("mending", "problem", "command"), COMMANDS.values(), ids=COMMANDS.keys())
def test_commands(mending: Mending, problem: Problem, command: str | None) -> None:
    """A command can be pasted into a shell."""
    assert mending.command(problem) == command


def test_what_is_said_of_a_project_of_a_fleet() -> None:
    """The fleet file is what people mend."""
    found = _KEPT.found("tracker", MissingCredential("jira", "email"), BOTH)
    assert "[credentials.jira] in the fleet file" in found.says


FINDINGS = (
    sound("versions", "all new"),
    not_asked("server", "later"),
    _JIRA.found("permissions", ExposedCredentials("c", "0644"), NONE),
    _JIRA.found("tracker", TrackerNotAllowed("jira", 401, "no"), PULL),
    _JIRA.found("token", _REFUSED, PUBLISH, origin="SAAS_AUTH_TOKEN"),
    _JIRA.found("home", NoHome("~"), BOTH),
)


def test_the_first_fault_decides() -> None:
    """Each job has the status of the first finding that stops it; a note stops none."""
    assert (status_of(FINDINGS, "publish"), status_of(FINDINGS, "pull")) == (ExitCode.NOT_ALLOWED, ExitCode.NOT_ALLOWED)
    assert (status_of(FINDINGS[5:], "publish"), status_of(FINDINGS[:3], "pull")) == (ExitCode.CONFIG, ExitCode.OK)


def test_levels() -> None:
    """What stops nothing is a note."""
    assert [one.level for one in FINDINGS] == ["ok", "not asked", "note", "fault", "fault", "fault"]


def test_a_report() -> None:
    """It has every finding, the error that a publish would end with, and the notes as warnings."""
    report = doctor_report(FINDINGS)
    assert (report.ok, report.publish, report.pull, report.warnings) == (False, 77, 77, (FINDINGS[2].says,))
    assert report.error == {"kind": "token_refused", "message": _REFUSED.message, "source": None}
    assert report.findings[4] == {
        "subject": "token",
        "level": "fault",
        "says": _REFUSED.message,
        "origin": "SAAS_AUTH_TOKEN",
        "mend": f"{_BIND} access_token=-",
        "kind": "token_refused",
        "stops": ["publish"],
    }
    assert [one["level"] for one in report.findings][:2] == ["ok", "not_asked"]


def test_a_report_of_what_is_sound() -> None:
    """It is ok, and has no error."""
    report = doctor_report([Finding(subject="versions", level="ok", says="all new")])
    assert (report.ok, report.publish, report.pull, report.error) == (True, 0, 0, None)
