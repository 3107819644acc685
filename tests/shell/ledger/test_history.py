"""Looking back at what left this machine."""

from pathlib import Path

from returns.result import Failure, Success

from tests.support.clocks import Stopwatch
from tests.support.files import Files, make_project
from tests.support.ledger import entries, held
from tests.support.scripted_server import ScriptedServer, http, scripted
from trackpost import TrackerService
from trackpost.core.delivery.history import AmbiguousKey, Forgotten, UnknownKey
from trackpost.core.delivery.receipt import Receipt
from trackpost.core.snapshot.fingerprint import Difference

REMEMBERED_WHOLE = 20


def service_of(files: Files) -> TrackerService:
    """Return the facade of a project on a machine that never really waits."""
    return TrackerService(files.root, home=files.home, clock=Stopwatch().clock)


def published(files: Files, server: ScriptedServer, *titles: str) -> Receipt:
    """Publish these issues."""
    held(files, *titles)
    return service_of(files).sync_publish(server_url=server.url, allow_shrink=True).unwrap()


def test_a_machine_that_never_published(tmp_path: Path) -> None:
    """There is nothing to see, and looking makes nothing."""
    files = make_project(tmp_path)
    assert service_of(files).receipts() == Success(())
    assert service_of(files).receipt("a") == Failure(UnknownKey("a"))
    assert service_of(files).status().map(lambda status: status.last) == Success(Success(None))
    assert not (files.home / "trackpost").exists()


def test_the_newest_come_first(tmp_path: Path) -> None:
    """As many as one asks for."""
    files = make_project(tmp_path)
    with scripted() as server:
        keys = [published(files, server, title).idempotency_key for title in "ABC"]
    assert [entry.key for entry in service_of(files).receipts(limit=2).unwrap()] == keys[:0:-1]
    assert [entry.key for entry in service_of(files).receipts().unwrap()] == keys[::-1]


def test_one_is_found_by_how_its_key_begins(tmp_path: Path) -> None:
    """One is enough; none and several are errors."""
    files = make_project(tmp_path)
    with scripted() as server:
        keys = [published(files, server, str(number)).idempotency_key for number in range(17)]
    head = next(key[0] for key in keys if [other[0] for other in keys].count(key[0]) > 1)
    alike = [key for key in keys if key.startswith(head)]
    service = service_of(files)
    assert service.receipt(keys[3]) == service.receipt(keys[3][:16]) == Success(entries(files.home)[3])
    assert service.receipt(head) == Failure(AmbiguousKey(head, len(alike)))
    assert service.receipt("xyz") == Failure(UnknownKey("xyz"))


def test_two_targets_may_share_a_key(tmp_path: Path) -> None:
    """The newest of them is meant."""
    files = make_project(tmp_path)
    with scripted() as first, scripted() as second:
        key = published(files, first, "A").idempotency_key
        assert published(files, second, "A").idempotency_key == key
    assert service_of(files).receipt(key) == Success(entries(files.home)[1])


def test_explain(tmp_path: Path) -> None:
    """Which members differ, and which issues; in both directions."""
    files = make_project(tmp_path)
    with scripted() as server:
        before = published(files, server, "one", "two", "three").idempotency_key
        after = published(files, server, "one", "another two").idempotency_key
    changed, gone = (f"jira:acme.example:{number}" for number in (1, 2))
    service = service_of(files)
    assert service.explain(before[:12], after[:12]) == Success(
        Difference(members=(), added=(), removed=(gone,), changed=(changed,))
    )
    assert service.explain(after, before) == Success(
        Difference(members=(), added=(gone,), removed=(), changed=(changed,))
    )
    assert service.explain(after, after) == Success(Difference(members=(), added=(), removed=(), changed=()))
    assert service.explain(after, "xyz") == Failure(UnknownKey("xyz"))


def test_what_is_long_ago_is_remembered_without_its_parts(tmp_path: Path) -> None:
    """The ledger stays small: only the newest of a target can be explained."""
    files = make_project(tmp_path)
    with scripted() as server:
        keys = [published(files, server, str(number)).idempotency_key for number in range(REMEMBERED_WHOLE + 1)]
    service = service_of(files)
    assert service.explain(keys[0], keys[1]) == Failure(Forgotten(keys[0]))
    assert isinstance(service.explain(keys[1], keys[-1]), Success)
    assert service.receipt(keys[0]) == Success(entries(files.home)[0])


def test_status_knows_the_last_of_the_project(tmp_path: Path) -> None:
    """Whichever server it went to, and however it ended."""
    files = make_project(tmp_path)
    with scripted() as first, scripted(http(401)) as second:
        published(files, first, "A")
        service_of(files).sync_publish(server_url=second.url)
    last = entries(files.home)[-1]
    assert last.outcome == "not_allowed"
    assert service_of(files).status().unwrap().last == Success(last)
