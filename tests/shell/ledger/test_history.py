"""Look at earlier publishes of this machine."""

from returns.result import Failure, Success

from tests.support.clocks import Stopwatch
from tests.support.files import Files
from tests.support.ledger import held, recorded
from tests.support.scripted_server import ScriptedServer, http, scripted
from trackpost import TrackerService
from trackpost.core.delivery.history import AmbiguousKey, Forgotten, NothingBefore, UnknownKey
from trackpost.core.delivery.receipt import Receipt
from trackpost.core.snapshot.fingerprint import Difference

WITH_DETAILS = 20


def service_of(files: Files) -> TrackerService:
    """Return the facade of a project, with a clock that never really waits."""
    return TrackerService(files.root, home=files.home, ledger=files.ledger, clock=Stopwatch().clock)


def published(files: Files, server: ScriptedServer, *titles: str) -> Receipt:
    """Publish these issues."""
    held(files, *titles)
    return service_of(files).sync_publish(server_url=server.url, allow_shrink=True).unwrap()


def test_a_machine_that_never_published(files: Files) -> None:
    """There are no entries, and reading does not create a ledger."""
    assert service_of(files).receipts() == Success(())
    assert service_of(files).receipt("a") == Failure(UnknownKey("a"))
    assert service_of(files).status().map(lambda status: status.last) == Success(Success(None))
    assert not (files.home / "trackpost").exists()


def test_the_newest_come_first(files: Files) -> None:
    """The list has as many entries as asked for, the newest first."""
    with scripted() as server:
        keys = [published(files, server, title).idempotency_key for title in "ABC"]
    assert [entry.key for entry in service_of(files).receipts(limit=2).unwrap()] == keys[:0:-1]
    assert [entry.key for entry in service_of(files).receipts().unwrap()] == keys[::-1]


def test_an_entry_is_found_by_a_prefix_of_its_key(files: Files) -> None:
    """One match is a success; none or several are errors."""
    with scripted() as server:
        keys = [published(files, server, str(number)).idempotency_key for number in range(17)]
    head = next(key[0] for key in keys if [other[0] for other in keys].count(key[0]) > 1)
    alike = [key for key in keys if key.startswith(head)]
    service = service_of(files)
    assert service.receipt(keys[3]) == service.receipt(keys[3][:16]) == Success(recorded(files)[3])
    assert service.receipt(head) == Failure(AmbiguousKey(head, len(alike)))
    assert service.receipt("xyz") == Failure(UnknownKey("xyz"))


def test_two_targets_may_share_a_key(files: Files) -> None:
    """If two targets share a key, the newest entry is returned."""
    with scripted() as first, scripted() as second:
        key = published(files, first, "A").idempotency_key
        assert published(files, second, "A").idempotency_key == key
    assert service_of(files).receipt(key) == Success(recorded(files)[1])


def test_diff(files: Files) -> None:
    """The difference lists members and issues, in both directions."""
    with scripted() as server:
        before = published(files, server, "one", "two", "three").idempotency_key
        after = published(files, server, "one", "another two").idempotency_key
    changed, gone = (f"jira:acme.example:{number}" for number in (1, 2))
    service = service_of(files)
    assert service.diff(before[:12], after[:12]) == Success(
        Difference(members=(), added=(), removed=(gone,), changed=(changed,))
    )
    assert service.diff(after, before) == Success(Difference(members=(), added=(gone,), removed=(), changed=(changed,)))
    assert service.diff(after, after) == Success(Difference(members=(), added=(), removed=(), changed=()))
    assert service.diff(after, "xyz") == Failure(UnknownKey("xyz"))


def test_what_one_snapshot_changed(files: Files) -> None:
    """It is compared with the one before it that was sent to the same server, whatever other servers have."""
    with scripted() as server, scripted() as other:
        first = published(files, server, "one").idempotency_key
        published(files, other, "one", "two")
        second = published(files, server, "one", "two").idempotency_key
    service = service_of(files)
    assert service.diff(second[:12]) == service.diff(first, second) == service.explain(first, second)
    assert service.diff(first) == Failure(NothingBefore(first))
    assert service.diff("xyz") == Failure(UnknownKey("xyz"))


def test_old_entries_have_no_details(files: Files) -> None:
    """The ledger stays small, because only the newest entries of a target can be compared."""
    with scripted() as server:
        keys = [published(files, server, str(number)).idempotency_key for number in range(WITH_DETAILS + 1)]
    service = service_of(files)
    assert service.diff(keys[0], keys[1]) == Failure(Forgotten(keys[0]))
    assert isinstance(service.diff(keys[1], keys[-1]), Success)
    assert service.receipt(keys[0]) == Success(recorded(files)[0])


def test_status_has_the_last_entry_of_the_project(files: Files) -> None:
    """It is the last one for any server and with any outcome."""
    with scripted() as first, scripted(http(401)) as second:
        published(files, first, "A")
        service_of(files).sync_publish(server_url=second.url)
    last = recorded(files)[-1]
    assert last.outcome == "not_allowed"
    assert service_of(files).status().unwrap().last == Success(last)
