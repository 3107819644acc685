"""The facade that programs call, end to end against the reference server."""

import math
from collections.abc import Mapping
from pathlib import Path

import pytest
from returns.result import Failure, Result, Success

from tests.support.cache import WORKSPACE, checkpoint_row, issue_row, sound_payload
from tests.support.files import CREDENTIALS, make_project
from tests.support.reference_server import reference_server
from tests.support.scripted_server import scripted
from trackpost import TrackerService
from trackpost.core.contract.server import RoutingKey
from trackpost.core.delivery.endpoint import InsecureServerUrl, MissingServerUrl, UnusableServerUrl
from trackpost.core.delivery.publish import UnusableTimeout
from trackpost.core.delivery.receipt import PrepareError, Receipt, Undelivered
from trackpost.core.delivery.verdict import NotAllowed
from trackpost.core.issues.cache_faults import CorruptRow, MissingCache
from trackpost.core.parsing.secret import Secret, UnusableToken
from trackpost.core.project.binding import NotBound
from trackpost.core.routing.credentials import MissingCredential
from trackpost.core.routing.pin import RouteRequired, Routing
from trackpost.core.routing.route import ResourceRoute

ACME = ResourceRoute("jira_project", "ACME")
ENDPOINT = "/api/v1/connectors/trackers/snapshots/"
NO_KEY = CREDENTIALS.replace('project_key = "ACME"\n', "")
NO_ROUTE = MissingCredential("jira", "project_key")
MAPPINGS = {RoutingKey("jira", WORKSPACE, ACME): "acme-board", RoutingKey("jira", WORKSPACE, None): "everything"}

ROUTES: Mapping[str, tuple[str, Result[ResourceRoute, MissingCredential], dict[str, object]]] = {
    "routed": (CREDENTIALS, Success(ACME), {"resolved_by": "resource", "mapping": "acme-board"}),
    "not routed": (NO_KEY, Failure(NO_ROUTE), {"resolved_by": "workspace", "mapping": "everything"}),
}


@pytest.mark.parametrize(("credentials", "routing", "resolution"), ROUTES.values(), ids=ROUTES.keys())
def test_sync_publish(
    credentials: str,
    routing: Result[ResourceRoute, MissingCredential],
    resolution: dict[str, object],
    tmp_path: Path,
) -> None:
    """A publish, and the same again: two receipts that differ in nothing but that the second was a replay."""
    files = make_project(tmp_path, credentials=credentials)
    service = TrackerService(files.root, home=files.home)
    snapshot = service.preview().unwrap().snapshot
    with reference_server(token="shown", mappings=MAPPINGS) as url:
        published = [service.sync_publish(server_url=f"{url}/", auth_token="shown") for _ in range(2)]
    assert published == [
        Success(
            Receipt(
                endpoint=url + ENDPOINT,
                status_code=200,
                body={**resolution, "issues": 2, "mappings": 1},
                replayed=replayed,
                idempotency_key=snapshot.idempotency_key,
                digest=snapshot.digest,
                issues=2,
                mappings=1,
                bytes=len(snapshot.body),
                routing=routing,
            )
        )
        for replayed in (False, True)
    ]


def test_a_refusal_carries_the_request_and_hides_its_token(tmp_path: Path) -> None:
    """What was to be sent is known, but for the token."""
    files = make_project(tmp_path)
    with reference_server(token="another") as url:
        found = TrackerService(files.root, home=files.home).sync_publish(server_url=url, auth_token="c4nary-s3cret")
    error = found.failure()
    assert isinstance(error, Undelivered)
    assert isinstance(error.verdict, NotAllowed)
    assert (error.verdict.answer.status_code, error.request.token) == (401, Secret("c4nary-s3cret"))
    assert "c4nary" not in repr(found)


FAULTS: Mapping[str, tuple[dict[str, object], dict[str, str | None], PrepareError | UnusableTimeout]] = {
    "no server": ({"server_url": " "}, {}, MissingServerUrl()),
    "a server that cannot be": (
        {"server_url": "ftp://x"},
        {},
        UnusableServerUrl("ftp://x", "it must begin with https://"),
    ),
    "plain http": ({"server_url": "http://kitty.example"}, {}, InsecureServerUrl("http://kitty.example")),
    "a token of two lines": ({"auth_token": "a\nb"}, {}, UnusableToken("the token that was given", 2)),
    "a stored token of two lines": (
        {},
        {"credentials": CREDENTIALS + 'access_token = "a\\nb"\n'},
        UnusableToken("credential 'access_token' of jira (from [tracker.providers.jira] in the credentials file)", 2),
    ),
    "a route is required": ({"require_route": True}, {"credentials": NO_KEY}, RouteRequired(NO_ROUTE)),
    "no time": ({"timeout_seconds": 0}, {}, UnusableTimeout(0)),
    "less than no time": ({"timeout_seconds": -1.0}, {}, UnusableTimeout(-1.0)),
    "time without end": ({"timeout_seconds": math.inf}, {}, UnusableTimeout(math.inf)),
    "the timeout comes first": ({"timeout_seconds": -1.0, "server_url": ""}, {"config": None}, UnusableTimeout(-1.0)),
    "then the server": ({"server_url": ""}, {"config": None}, MissingServerUrl()),
    "then the project": ({"auth_token": "a\nb"}, {"config": ""}, NotBound("config", "tracker.provider")),
}


@pytest.mark.parametrize(("arguments", "content", "expected"), FAULTS.values(), ids=FAULTS.keys())
def test_sync_publish_fails_before_anything_is_sent(
    arguments: dict[str, object],
    content: dict[str, str | None],
    expected: PrepareError | UnusableTimeout,
    tmp_path: Path,
) -> None:
    """A fault that can be seen beforehand is exactly this error."""
    files = make_project(tmp_path, **content)  # type: ignore[arg-type] # a row names its own arguments
    with scripted() as server:
        given = {"server_url": server.url, **arguments}
        found = TrackerService(files.root, home=files.home).sync_publish(**given)  # type: ignore[call-overload] # a row names its own arguments
    named = NotBound(str(files.config), expected.member) if isinstance(expected, NotBound) else expected
    assert (found, server.asked) == (Failure(named), [])


def test_a_timeout_that_is_no_number(tmp_path: Path) -> None:
    """Not a number cannot be waited for, nor compared."""
    files = make_project(tmp_path)
    error = TrackerService(files.root, home=files.home).sync_publish(
        server_url="http://127.0.0.1:1", timeout_seconds=math.nan
    )
    assert isinstance(error.failure(), UnusableTimeout)


TOKENS: Mapping[str, tuple[str | None, str, str | None]] = {
    "the caller's": ("given", 'access_token = "stored"\ntoken = "other"\n', "Bearer given"),
    "the caller's is blank": (" ", 'access_token = "stored"\ntoken = "other"\n', "Bearer stored"),
    "nobody gave one": (None, 'access_token = "stored"\ntoken = "other"\n', "Bearer stored"),
    "the other one": (None, 'access_token = " "\ntoken = "other"\n', "Bearer other"),
    "outer blanks": (" given\t", "", "Bearer given"),
    "none at all": (None, "", None),
    "the tracker's own secret is no token": (None, 'api_token = "c4nary"\n', None),
}


@pytest.mark.parametrize(("given", "stored", "expected"), TOKENS.values(), ids=TOKENS.keys())
def test_the_first_token_that_is_not_blank_is_sent(
    given: str | None, stored: str, expected: str | None, tmp_path: Path
) -> None:
    """The caller's token, then ``access_token``, then ``token``."""
    files = make_project(tmp_path, credentials=CREDENTIALS + stored)
    with scripted() as server:
        TrackerService(files.root, home=files.home).sync_publish(server_url=server.url, auth_token=given)
    assert server.only.headers.get("authorization") == expected


TRACKERS: Mapping[str, str] = {name: name for name in ("github", "gitlab", "notion")}


@pytest.mark.parametrize("provider", TRACKERS.values(), ids=TRACKERS.keys())
def test_the_trackers_own_token_is_never_sent(provider: str, tmp_path: Path) -> None:
    """Where ``token`` may open the tracker, it stays here."""
    files = make_project(
        tmp_path,
        config=f"tracker: {{provider: {provider}, workspace: w}}\n",
        credentials=f'[tracker.providers.{provider}]\ntoken = "c4nary"\n',
        rows=None,
    )
    service = TrackerService(files.root, home=files.home)
    files.cache.parent.mkdir()
    store = service._load_runtime().unwrap().cache  # noqa: SLF001 - the replaced tool's own name
    make_empty = make_project(tmp_path / "empty", rows=[checkpoint_row(f"{provider}:w")]).cache
    make_empty.rename(store.path)
    with scripted() as server:
        service.sync_publish(server_url=server.url)
    assert "authorization" not in server.only.headers


def test_insecure_http_is_allowed_only_explicitly(tmp_path: Path) -> None:
    """Plain http to another machine is tried where the caller says so, in a preview too."""
    files = make_project(tmp_path)
    service = TrackerService(files.root, home=files.home)
    url = "http://kitty.invalid"
    allowed = service.preview(server_url=url, insecure_http=True)
    refused = service.preview(server_url=url)
    assert allowed.map(lambda seen: seen.endpoint and seen.endpoint.url) == Success(url + ENDPOINT)
    assert refused == Failure(InsecureServerUrl(url))


def test_routing_needs_no_cache(tmp_path: Path) -> None:
    """The route is a matter of config and credentials alone."""
    files = make_project(tmp_path, rows=None)
    service = TrackerService(files.root, home=files.home)
    assert service.routing() == Success(Routing(provider="jira", workspace=WORKSPACE, route=Success(ACME)))
    assert service.preview() == Failure(MissingCache(str(files.cache)))


def test_a_corrupt_row_is_not_published(tmp_path: Path) -> None:
    """One bad issue stops the whole snapshot, by name."""
    files = make_project(tmp_path, rows=[issue_row(1), issue_row(2, payload=sound_payload(status="open"))])
    with scripted() as server:
        found = TrackerService(files.root, home=files.home).sync_publish(server_url=server.url)
    expected = CorruptRow(
        str(files.cache), "tracker_issues", f"jira:{WORKSPACE}:2", "Invalid enum value 'open' - at `$.status`"
    )
    assert (found, server.asked) == (Failure(expected), [])


@pytest.mark.parametrize("provider", ["Jira", "JIRA", "jIrA", "' jira '"])
def test_every_spelling_of_a_provider_is_routed(provider: str, tmp_path: Path) -> None:
    """The spelling in the config changes nothing of what is sent."""
    plain = make_project(tmp_path / "plain")
    spelled = make_project(tmp_path / "spelled", config=f"tracker: {{provider: {provider}, workspace: {WORKSPACE}}}\n")
    with scripted() as server:
        receipts = [
            TrackerService(files.root, home=files.home).sync_publish(server_url=server.url).unwrap()
            for files in (plain, spelled)
        ]
    assert [receipt.routing for receipt in receipts] == [Success(ACME), Success(ACME)]
    assert server.asked[0].body == server.asked[1].body
