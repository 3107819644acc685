"""The guards of a publish: against a shrunken snapshot, and against a token of another server."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from returns.result import Failure, Success

from tests.support.clocks import Stopwatch
from tests.support.files import CREDENTIALS, Files, make_project
from tests.support.ledger import entries, held
from tests.support.scripted_server import TAKEN, ScriptedServer, http, scripted
from trackpost import TrackerService
from trackpost.core.delivery.publish import PublishOptions
from trackpost.core.delivery.receipt import Undelivered
from trackpost.core.delivery.token import TokenOfAnotherServer
from trackpost.core.delivery.verdict import Unreachable
from trackpost.core.parsing.secret import Secret
from trackpost.core.snapshot.guards import SnapshotShrank

FOUR = ("one", "two", "three", "four")


def service_of(files: Files) -> TrackerService:
    """Return the facade of a project, with a clock that never really waits."""
    return TrackerService(files.root, home=files.home, clock=Stopwatch().clock)


def published(files: Files, server: ScriptedServer, *titles: str) -> object:
    """Publish these issues, and return the error or the number of issues that arrived."""
    held(files, *titles)
    sent = service_of(files).sync_publish(server_url=server.url)
    return sent.map(lambda receipt: receipt.issues).value_or(None) if isinstance(sent, Success) else sent.failure()


def test_a_wiped_cache_does_not_wipe_the_server(tmp_path: Path) -> None:
    """After four issues, none and one are refused every time, and two are sent."""
    files = make_project(tmp_path)
    with scripted() as server:
        sent = [published(files, server, *FOUR[:count]) for count in (4, 0, 1, 0, 2, 1)]
    assert sent == [4, SnapshotShrank(4, 0), SnapshotShrank(4, 1), SnapshotShrank(4, 0), 2, 1]
    assert (len(server.asked), len(entries(files.home))) == (3, 3)


def test_lost_links_are_refused_as_lost_issues_are(tmp_path: Path) -> None:
    """A cache that was lost and pulled anew has no links any more; they can be added again, or given up."""
    files = make_project(tmp_path)
    held(files, "one", "two")
    with scripted() as server:
        service = service_of(files)
        assert service.sync_publish(server_url=server.url).map(lambda receipt: receipt.mappings) == Success(1)
        service.map_remove(wp_id="WP01").unwrap()
        refused = service.sync_publish(server_url=server.url)
        allowed = service.sync_publish(server_url=server.url, allow_shrink=True)
        again = service.sync_publish(server_url=server.url)
    assert refused == Failure(SnapshotShrank(1, 0, "links"))
    assert [sent.map(lambda receipt: receipt.mappings) for sent in (allowed, again)] == [Success(0), Success(0)]


def test_a_preview_has_the_same_guards(tmp_path: Path) -> None:
    """A preview for a server fails as the publish would; without a server, there is nothing to compare with."""
    files = make_project(tmp_path)
    with scripted() as server:
        published(files, server, *FOUR)
        held(files)
        seen = service_of(files).preview(server_url=server.url)
    assert seen == Failure(SnapshotShrank(4, 0))
    assert service_of(files).preview().map(lambda preview: preview.snapshot.issues) == Success(0)


def test_a_smaller_snapshot_can_be_allowed(tmp_path: Path) -> None:
    """The next snapshot is compared with the smaller one."""
    files = make_project(tmp_path)
    with scripted() as server:
        published(files, server, *FOUR)
        held(files)
        sent = service_of(files).sync_publish(server_url=server.url, allow_shrink=True)
        after = published(files, server)
    assert (sent.map(lambda receipt: receipt.issues), after) == (Success(0), 0)


def test_only_acknowledged_snapshots_count(tmp_path: Path) -> None:
    """A refused snapshot, or one that may not have arrived, is not compared with."""
    files = make_project(tmp_path)
    with scripted(http(400), http(401), TAKEN) as server:
        refused = [type(published(files, server, *FOUR)) for _ in range(2)]
        assert published(files, server, *FOUR[:1]) == 1
    assert refused == [Undelivered] * 2


def test_only_the_same_route_counts(tmp_path: Path) -> None:
    """A project that was bound again has another board, which may be smaller."""
    files = make_project(tmp_path)
    with scripted() as server:
        published(files, server, *FOUR)
        files.credentials.write_text(CREDENTIALS.replace("ACME", "OPS"))
        held(files)
        sent = service_of(files).sync_publish(server_url=server.url)
    assert sent.map(lambda receipt: receipt.issues) == Success(0)


HOME = '\n[server]\nurl = "https://kitty.invalid/path"\n'
STORED = f'{CREDENTIALS}access_token = "c4nary"\n'


def test_a_token_of_the_file_goes_to_no_other_server(tmp_path: Path) -> None:
    """Nothing is sent, and the error has both servers."""
    files = make_project(tmp_path, credentials=STORED + HOME)
    found = service_of(files).sync_publish(server_url="https://other.invalid")
    endpoint = "https://other.invalid/api/v1/connectors/trackers/snapshots/"
    assert found == Failure(TokenOfAnotherServer("https://kitty.invalid:443", endpoint))
    assert entries(files.home) == []


GOES: Mapping[str, tuple[str, str, PublishOptions, str]] = {
    "to its own server": (STORED + HOME, "https://kitty.invalid", {}, "c4nary"),
    "to any, if the file names none": (STORED, "https://other.invalid", {}, "c4nary"),
    "to a trusted one": (STORED + HOME, "https://other.invalid", {"trust_server": True}, "c4nary"),
    "to any, if the caller gave it": (STORED + HOME, "https://other.invalid", {"auth_token": "given"}, "given"),
}


@pytest.mark.parametrize(("credentials", "url", "options", "token"), GOES.values(), ids=GOES.keys())
def test_where_a_token_goes(credentials: str, url: str, options: PublishOptions, token: str, tmp_path: Path) -> None:
    """The request has the token, but no server is reachable."""
    files = make_project(tmp_path, credentials=credentials)
    error = service_of(files).sync_publish(server_url=url, **options).failure()
    assert isinstance(error, Undelivered)
    assert isinstance(error.verdict, Unreachable)
    assert error.request.token == Secret(token)


def test_a_token_of_the_file_may_go_to_this_machine(tmp_path: Path) -> None:
    """A server on loopback belongs to the user."""
    files = make_project(tmp_path, credentials=STORED + HOME)
    with scripted() as server:
        service_of(files).sync_publish(server_url=server.url).unwrap()
    assert server.only.headers["authorization"] == "Bearer c4nary"


def test_without_a_token_any_server_is_allowed(tmp_path: Path) -> None:
    """The server in the file matters only for its token."""
    files = make_project(tmp_path, credentials=CREDENTIALS + HOME)
    error = service_of(files).sync_publish(server_url="https://other.invalid").failure()
    assert isinstance(error, Undelivered)
    assert error.request.token is None
