"""What a publish does not send, though it could: a shrunken snapshot, and a token that is another server's."""

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
    """Return the facade of a project on a machine that never really waits."""
    return TrackerService(files.root, home=files.home, clock=Stopwatch().clock)


def held_and_sent(files: Files, server: ScriptedServer, *titles: str) -> object:
    """Publish these issues, and return what came of it, or how many arrived."""
    held(files, *titles)
    sent = service_of(files).sync_publish(server_url=server.url)
    return sent.map(lambda receipt: receipt.issues).value_or(None) if isinstance(sent, Success) else sent.failure()


def test_a_wiped_cache_does_not_wipe_the_server(tmp_path: Path) -> None:
    """Neither none of four nor one of four is sent, again and again; two of four are."""
    files = make_project(tmp_path)
    with scripted() as server:
        sent = [held_and_sent(files, server, *FOUR[:count]) for count in (4, 0, 1, 0, 2, 1)]
    assert sent == [4, SnapshotShrank(4, 0), SnapshotShrank(4, 1), SnapshotShrank(4, 0), 2, 1]
    assert (len(server.asked), len(entries(files.home))) == (3, 3)


def test_a_preview_of_a_server_is_guarded_alike(tmp_path: Path) -> None:
    """What cannot be published cannot be previewed; of nowhere, nothing is known."""
    files = make_project(tmp_path)
    with scripted() as server:
        held_and_sent(files, server, *FOUR)
        held(files)
        seen = service_of(files).preview(server_url=server.url)
    assert seen == Failure(SnapshotShrank(4, 0))
    assert service_of(files).preview().map(lambda preview: preview.snapshot.issues) == Success(0)


def test_whoever_allows_it_may_shrink(tmp_path: Path) -> None:
    """The smaller one is what the next is compared with."""
    files = make_project(tmp_path)
    with scripted() as server:
        held_and_sent(files, server, *FOUR)
        held(files)
        sent = service_of(files).sync_publish(server_url=server.url, allow_shrink=True)
        after = held_and_sent(files, server)
    assert (sent.map(lambda receipt: receipt.issues), after) == (Success(0), 0)


def test_only_what_was_acknowledged_counts(tmp_path: Path) -> None:
    """What a server refused, or what may not have arrived, is not what it holds."""
    files = make_project(tmp_path)
    with scripted(http(400), http(401), TAKEN) as server:
        refused = [type(held_and_sent(files, server, *FOUR)) for _ in range(2)]
        assert held_and_sent(files, server, *FOUR[:1]) == 1
    assert refused == [Undelivered] * 2


def test_only_the_same_route_counts(tmp_path: Path) -> None:
    """A project that was bound anew has another board, which may be smaller."""
    files = make_project(tmp_path)
    with scripted() as server:
        held_and_sent(files, server, *FOUR)
        files.credentials.write_text(CREDENTIALS.replace("ACME", "OPS"))
        held(files)
        sent = service_of(files).sync_publish(server_url=server.url)
    assert sent.map(lambda receipt: receipt.issues) == Success(0)


HOME = '\n[server]\nurl = "https://kitty.invalid/path"\n'
STORED = f'{CREDENTIALS}access_token = "c4nary"\n'


def test_a_token_of_the_file_goes_to_no_other_server(tmp_path: Path) -> None:
    """Nothing is sent, and both servers are named."""
    files = make_project(tmp_path, credentials=STORED + HOME)
    found = service_of(files).sync_publish(server_url="https://other.invalid")
    endpoint = "https://other.invalid/api/v1/connectors/trackers/snapshots/"
    assert found == Failure(TokenOfAnotherServer("https://kitty.invalid:443", endpoint))
    assert entries(files.home) == []


GOES: Mapping[str, tuple[str, str, PublishOptions, str]] = {
    "to its own server": (STORED + HOME, "https://kitty.invalid", {}, "c4nary"),
    "to any, where the file names none": (STORED, "https://other.invalid", {}, "c4nary"),
    "to one that is trusted": (STORED + HOME, "https://other.invalid", {"trust_server": True}, "c4nary"),
    "to any, where it was given": (STORED + HOME, "https://other.invalid", {"auth_token": "given"}, "given"),
}


@pytest.mark.parametrize(("credentials", "url", "options", "token"), GOES.values(), ids=GOES.keys())
def test_where_a_token_goes(credentials: str, url: str, options: PublishOptions, token: str, tmp_path: Path) -> None:
    """It would have been sent, had there been anybody."""
    files = make_project(tmp_path, credentials=credentials)
    error = service_of(files).sync_publish(server_url=url, **options).failure()
    assert isinstance(error, Undelivered)
    assert isinstance(error.verdict, Unreachable)
    assert error.request.token == Secret(token)


def test_this_machine_may_have_it(tmp_path: Path) -> None:
    """A server on loopback is the user's own."""
    files = make_project(tmp_path, credentials=STORED + HOME)
    with scripted() as server:
        service_of(files).sync_publish(server_url=server.url).unwrap()
    assert server.only.headers["authorization"] == "Bearer c4nary"


def test_without_a_token_nothing_is_kept_back(tmp_path: Path) -> None:
    """The snapshot itself is no secret of a server."""
    files = make_project(tmp_path, credentials=CREDENTIALS + HOME)
    error = service_of(files).sync_publish(server_url="https://other.invalid").failure()
    assert isinstance(error, Undelivered)
    assert error.request.token is None
