"""Faults of a tracker, and errors that do not show its secret."""

import socket
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs import frozen
from returns.result import Failure

from tests.shell.tracker import JIRA, KINDS, Kind, Project
from tests.shell.tracker.reading import first_page
from tests.support.jira_server import SECRET, Fault, bound_project, stories
from tests.support.listing import TOKEN
from tests.support.scripted_server import http, scripted
from trackpost.core.issues.tracker_fault import (
    BrokenTracker,
    TrackerBusy,
    TrackerFault,
    TrackerNotAllowed,
    TrackerRefused,
    TrackerUnreachable,
)
from trackpost.core.issues.tracker_url import InsecureTrackerUrl, TrackerUrlError, UnusableTrackerUrl
from trackpost.core.routing.providers import ProviderName
from trackpost.core.trackers.pulled import PullCounts, PullError

both = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())

PAGE = b'{"issues": [], "data": {"issues": {"nodes": [], "pageInfo": {"hasNextPage": false, "endCursor": null}}}}'
TWICE = b"""{"issues": [], "nextPageToken": "again",
 "data": {"issues": {"nodes": [], "pageInfo": {"hasNextPage": true, "endCursor": "again"}}}}"""


def _busy(status: int, after: str | None = None) -> Fault:
    return Fault(status=status, headers={} if after is None else {"Retry-After": after})


def _reset(instant: str) -> Fault:
    return Fault(status=429, headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": instant})


@frozen
class Lasting:
    """A permanent fault.

    Attributes:
        fault: every answer of the tracker.
        variant: the resulting error.
        status: its HTTP status.
        pauses: the pauses between the attempts, in seconds.
    """

    fault: Fault
    variant: type[TrackerFault]
    status: int | None = None
    pauses: tuple[float, ...] = ()


LASTING: Mapping[str, Lasting] = {
    "unauthorized": Lasting(Fault(status=401), TrackerNotAllowed, 401),
    "forbidden": Lasting(Fault(status=403), TrackerNotAllowed, 403),
    "a bad request": Lasting(Fault(status=400), TrackerRefused, 400),
    "not found": Lasting(Fault(status=404), TrackerRefused, 404),
    "not implemented": Lasting(Fault(status=501), TrackerRefused, 501),
    "an error of the server": Lasting(_busy(500), TrackerBusy, 500, (1, 2, 4)),
    "unavailable": Lasting(_busy(503), TrackerBusy, 503, (1, 2, 4)),
    "a timeout": Lasting(_busy(408), TrackerBusy, 408, (1, 2, 4)),
    "too many": Lasting(_busy(429), TrackerBusy, 429, (1, 2, 4)),
    "too many, until a date": Lasting(_busy(429, "Sun, 01 Mar 2026 13:00:00 GMT"), TrackerBusy, 429),
    "too many, until a date in the past": Lasting(
        _busy(429, "Sun, 01 Mar 2026 11:00:00 GMT"), TrackerBusy, 429, (0, 0, 0)
    ),
    "too many, in GitHub's way": Lasting(
        Fault(status=403, headers={"X-RateLimit-Remaining": "0"}), TrackerBusy, 403, (1, 2, 4)
    ),
    "an empty object": Lasting(Fault(body=b" {} "), BrokenTracker),
    "nested without end": Lasting(Fault(body=b"[" * 200_000), BrokenTracker),
    "too many, for no time": Lasting(_busy(429, "0"), TrackerBusy, 429, (0, 0, 0)),
    "too many, for some time": Lasting(_busy(429, "60"), TrackerBusy, 429, (60, 60, 60)),
    "too many, for too long": Lasting(_busy(429, "61"), TrackerBusy, 429),
    "unavailable for too long": Lasting(_busy(503, "3600"), TrackerBusy, 503),
    "a reset in the middle": Lasting(Fault(body=PAGE, cuts=True), TrackerUnreachable, None, (1, 2, 4)),
    "not HTTP": Lasting(Fault(headers={"Content-Length": "-7"}), TrackerUnreachable, None, (1, 2, 4)),
    "half of the JSON": Lasting(Fault(body=PAGE[:40]), BrokenTracker),
    "HTML": Lasting(Fault(body=b"<!doctype html><title>Log in</title>"), BrokenTracker),
    "bytes that are not text": Lasting(Fault(body=b'{"issues": "\xff\xfe"}'), BrokenTracker),
    "an invalid compression": Lasting(Fault(body=PAGE, headers={"Content-Encoding": "gzip"}), BrokenTracker),
    "an unregistered error": Lasting(_busy(524), TrackerBusy, 524, (1, 2, 4)),
    "an unregistered refusal": Lasting(Fault(status=499), TrackerRefused, 499),
    "a status of no class": Lasting(Fault(status=999), BrokenTracker),
    "a redirect": Lasting(Fault(status=302, headers={"Location": "/login"}), BrokenTracker),
    "too many, in words only": Lasting(
        Fault(status=403, body=b'{"message": "beyond the secondary rate limit"}'), TrackerBusy, 403, (1, 2, 4)
    ),
    "too many, until a reset in seconds": Lasting(_reset("1772366407"), TrackerBusy, 429, (7, 7, 7)),
    "too many, until a reset in words": Lasting(_reset("2026-03-01T12:00:07Z"), TrackerBusy, 429, (7, 7, 7)),
    "too many, until a reset alone": Lasting(
        Fault(status=429, headers={"X-RateLimit-Reset": "1772366407"}), TrackerBusy, 429, (7, 7, 7)
    ),
    "too many, though something is left": Lasting(
        Fault(status=429, headers={"X-RateLimit-Remaining": "5", "X-RateLimit-Reset": "1772366407"}),
        TrackerBusy,
        429,
        (1, 2, 4),
    ),
    "unavailable, with a reset": Lasting(
        Fault(status=503, headers={"X-RateLimit-Reset": "1772366407"}), TrackerBusy, 503, (1, 2, 4)
    ),
    "another shape": Lasting(Fault(body=b'{"issues": {}}'), BrokenTracker),
    "the same page again": Lasting(Fault(body=TWICE), BrokenTracker),
}
JIRA_ONLY: Mapping[str, Fault] = {
    "a login that failed": Fault(body=PAGE, headers={"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}),
    "no such project, as a warning": Fault(body=b'{"issues": [], "warningMessages": ["no project ACME"]}'),
    "no login, as an error": Fault(body=b'{"issues": [], "errorMessages": ["Session expired."]}'),
    "nothing but an error": Fault(body=b'{"errorMessages": ["You are not authenticated."], "errors": {}}'),
}


@both
@pytest.mark.parametrize("case", LASTING.values(), ids=LASTING.keys())
def test_a_fault_that_lasts(kind: Kind, case: Lasting, tmp_path: Path) -> None:
    """Each fault gives this error, after these pauses."""
    with kind.bound(tmp_path, stories(1)) as (tracker, project):
        tracker.break_from(0, case.fault)
        error = project.pull().failure()
    assert isinstance(error, case.variant)
    assert (getattr(error, "provider", None), getattr(error, "status_code", None)) == (kind.name, case.status)
    assert project.watch.pauses == [*case.pauses]
    assert len(tracker.asked) == 1 + len(case.pauses) + (case.fault.body == TWICE)


def _error_of(kind: Kind, path: Path, fault: Fault) -> PullError:
    with kind.bound(path, stories(1)) as (tracker, project):
        tracker.break_from(0, fault)
        return project.pull().failure()


@pytest.mark.parametrize("fault", JIRA_ONLY.values(), ids=JIRA_ONLY.keys())
def test_a_refusal_in_a_success(fault: Fault, tmp_path: Path) -> None:
    """Jira says in a header or beside an empty list that it refuses."""
    error = _error_of(JIRA, tmp_path, fault)
    assert isinstance(error, TrackerNotAllowed)
    assert error.status_code == 200


NUMBERED: Mapping[str, tuple[ProviderName, dict[str, str]]] = {
    "github": ("github", {"owner": "acme", "repo": "web", "token": TOKEN}),
    "gitea": ("github", {"owner": "acme", "repo": "web", "token": TOKEN}),
    "gitlab": ("gitlab", {"project_id": "7", "token": TOKEN}),
}
_PATHS = {"gitea": "/api/v1", "gitlab": "/api/v4"}


@pytest.mark.parametrize("name", NUMBERED)
def test_a_refusal_in_place_of_a_list(name: str) -> None:
    """An object that says what is wrong is a refusal, although the status says success."""
    provider, access = NUMBERED[name]
    with scripted(http(200, b'{"message": "401 Unauthorized"}')) as server:
        page = first_page(provider, {**access, "base_url": server.url + _PATHS.get(name, "")})
    assert page == Failure(TrackerNotAllowed(provider, 200, "HTTP 200: 401 Unauthorized"))


def test_how_long_the_tracker_asks_to_wait(tmp_path: Path) -> None:
    """The error has the pause that the tracker asks for."""
    assert _error_of(JIRA, tmp_path, _busy(429, "3600")) == TrackerBusy("jira", 429, 3600)


DEADLINES: Mapping[str, tuple[Fault, float, TrackerFault, list[float]]] = {
    "a pause beyond it": (_busy(429, "20"), 3, TrackerBusy("jira", 429, 20), []),
    "a pause up to it": (_busy(429, "20"), 20, TrackerBusy("jira", 429, 20), []),
    "a pause within it": (_busy(429, "20"), 21, TrackerBusy("jira", 429, 20), [20]),
    "a pause of our own": (_busy(503), 3.5, TrackerBusy("jira", 503, None), [1, 2]),
}


@pytest.mark.parametrize(("fault", "seconds", "error", "pauses"), DEADLINES.values(), ids=DEADLINES.keys())
def test_a_pause_and_the_deadline(
    fault: Fault, seconds: float, error: TrackerFault, pauses: list[float], tmp_path: Path
) -> None:
    """A pause that would pass the deadline is not begun: the error says at once how long the tracker asks to wait."""
    with JIRA.bound(tmp_path, stories(1)) as (tracker, project):
        tracker.break_from(0, fault)
        assert project.pull(deadline_seconds=seconds) == Failure(error)
    assert project.watch.pauses == pauses


PASSING: Mapping[str, tuple[dict[int, Fault], list[float]]] = {
    "busy once": ({0: _busy(429, "7")}, [7]),
    "busy three times": ({0: _busy(429, "7"), 1: _busy(503), 2: _busy(429, "3")}, [7, 2, 3]),
    "busy at each page": ({0: _busy(503), 2: _busy(503), 4: _busy(503)}, [1, 1, 1]),
    "three errors at the second page": ({n: _busy(500) for n in (1, 2, 3)}, [1, 2, 4]),
    "cut off once": ({1: Fault(body=PAGE, cuts=True)}, [1]),
}


@both
@pytest.mark.parametrize(("faults", "pauses"), PASSING.values(), ids=PASSING.keys())
def test_a_fault_that_passes(kind: Kind, faults: dict[int, Fault], pauses: list[float], tmp_path: Path) -> None:
    """The pull waits as long as the tracker asks, or a little longer each time, and then reads everything."""
    with kind.bound(tmp_path, stories(5)) as (tracker, project):
        tracker.faults.update(faults)
        assert project.pull().unwrap().counts == PullCounts(created=5)
    assert (project.watch.pauses, len(tracker.asked)) == (pauses, 3 + len(faults))


@both
def test_no_server(kind: Kind, tmp_path: Path) -> None:
    """If no server listens, the pull fails after four attempts."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    project = kind.project(tmp_path, url)
    error = project.pull().failure()
    assert isinstance(error, TrackerUnreachable)
    assert (error.provider, project.watch.pauses) == (kind.name, [1, 2, 4])


ADDRESSES: Mapping[str, tuple[str, type[TrackerUrlError]]] = {
    "no scheme": ("acme.example", UnusableTrackerUrl),
    "another scheme": ("ftp://127.0.0.1", UnusableTrackerUrl),
    "no such port": ("http://127.0.0.1:99999", UnusableTrackerUrl),
    "a password in it": ("http://dev:c4nary@127.0.0.1:1", UnusableTrackerUrl),
    "plain HTTP to another machine": ("http://192.0.2.1", InsecureTrackerUrl),
}


@pytest.mark.parametrize(("address", "kind"), ADDRESSES.values(), ids=ADDRESSES.keys())
def test_an_invalid_address(address: str, kind: type[TrackerUrlError], tmp_path: Path) -> None:
    """An invalid address gives an error without the address, and nothing is sent."""
    error = JIRA.project(tmp_path, address).pull().failure()
    assert isinstance(error, kind)
    assert "c4nary" not in error.message


@both
def test_a_wrong_secret(kind: Kind, tmp_path: Path) -> None:
    """The tracker refuses a wrong secret, and is not asked again."""
    with kind.serve(ACME=stories(1)) as tracker:
        project = kind.project(tmp_path, tracker.url)
        credentials = project.files.credentials
        credentials.write_text(credentials.read_text().replace(SECRET, "wrong"))
        error = project.pull().failure()
    assert (type(error), len(tracker.asked)) == (TrackerNotAllowed, 1)


@both
def test_an_empty_page_before_a_refusal(kind: Kind, tmp_path: Path) -> None:
    """The pull fails with the refusal."""
    with kind.bound(tmp_path, stories(1)) as (tracker, project):
        for number in range(0, 8, 2):
            tracker.faults |= {number: Fault(body=TWICE), number + 1: Fault(status=400)}
        assert isinstance(project.pull(), Failure)
    assert tracker.pages == [None, "again"]


@both
def test_pages_in_a_circle(kind: Kind, tmp_path: Path) -> None:
    """A cycle of cursors gives an error."""
    with kind.bound(tmp_path, stories(1)) as (tracker, project):
        for number in range(9):
            tracker.faults[number] = Fault(body=TWICE if number % 2 else TWICE.replace(b"again", b"other"))
        assert isinstance(project.pull().failure(), BrokenTracker)


ECHOES: Mapping[str, tuple[Kind, str]] = {
    "Jira's token as it is": (JIRA, SECRET),
    "Jira's header, which Base64 does not hide": (JIRA, b64encode(f"dev@acme.example:{SECRET}".encode()).decode()),
    "Jira's token as JSON escapes it": (JIRA, SECRET.replace("/", r"\/")),
}


@pytest.mark.parametrize(("kind", "spelled"), ECHOES.values(), ids=ECHOES.keys())
def test_a_tracker_that_repeats_the_secret(kind: Kind, spelled: str, tmp_path: Path) -> None:
    """The error does not contain the secret in any spelling, but the rest of the answer."""
    error = _error_of(kind, tmp_path, Fault(status=401, body=f'{{"error": "who is {spelled}?"}}'.encode()))
    assert "who is" in error.message
    shown = (repr(error).replace(r"\\", "\\"), error.message)
    assert [spelled in text for text in shown] == [False, False]


UNSENDABLE = {"two lines": "c4nary\ns3cret", "a NUL": "c4nary\0s3cret", "a letter outside ASCII": "c4nary-é-s3cret"}


@pytest.mark.parametrize("secret", UNSENDABLE.values(), ids=UNSENDABLE.keys())
def test_a_secret_that_cannot_be_sent(secret: str, tmp_path: Path) -> None:
    """A secret that a header cannot carry is an error at once, and the error does not show it."""
    with JIRA.serve(ACME=stories(1)) as tracker:
        credentials = {**JIRA.credentials(tracker.url, "ACME"), "api_token": secret}
        project = Project(bound_project(tmp_path, JIRA.name, JIRA.workspace, credentials))
        error = project.pull().failure()
    assert [part in repr(error) + error.message for part in ("c4nary", "s3cret")] == [False, False]
    assert (project.watch.pauses, tracker.asked) == ([], [])
