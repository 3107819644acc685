"""What the ledger records about a publish, and how the next one uses it."""

import stat
from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs import evolve, frozen

from tests.support.clocks import NOON, Stopwatch
from tests.support.files import Files, make_project
from tests.support.ledger import held, ledger_of, recorded
from tests.support.reference_server import received, reference_server
from tests.support.scripted_server import TAKEN, Reply, http, scripted
from trackpost import Post, TrackerService
from trackpost.core.delivery.history import LedgerEntry
from trackpost.core.delivery.ledger import State
from trackpost.core.delivery.publish import PublishRequest
from trackpost.core.delivery.receipt import Receipt
from trackpost.core.delivery.verdict import Unreachable, Verdict
from trackpost.core.routing.route import ResourceRoute
from trackpost.core.snapshot.idempotency import first_key


def service_of(files: Files, post: Post | None = None) -> TrackerService:
    """Return the facade of a project, with a clock that never really waits."""
    return TrackerService(files.root, home=files.home, ledger=files.ledger, post=post, clock=Stopwatch().clock)


@frozen
class Case:
    """What the server does, and what the ledger records."""

    replies: tuple[Reply, ...]
    state: State
    outcome: str
    status_code: int | None
    attempts: int = 1


CASES: Mapping[str, Case] = {
    "delivered": Case((TAKEN,), "acknowledged", "delivered", 200),
    "busy, then delivered": Case((http(503), TAKEN), "acknowledged", "delivered", 200, 2),
    "refused for good": Case((http(422),), "refused", "rejected", 422),
    "not allowed": Case((http(401),), "pending", "not_allowed", 401),
    "busy": Case((http(503),), "pending", "retry_later", 503, 4),
    "perhaps accepted, then refused": Case((Reply(), http(404)), "pending", "rejected", 404, 2),
    "redirected": Case((http(302),), "pending", "redirected", 302),
    "not HTTP": Case((Reply(content=b"x\r\n\r\n"),), "pending", "broken_protocol", None),
    "no answer": Case((Reply(),), "pending", "effect_unknown", None, 4),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_entry_of_a_publish(case: Case, files: Files) -> None:
    """Each outcome of a publish gives exactly one entry."""
    snapshot = service_of(files).preview().unwrap().snapshot
    with scripted(*case.replies) as server:
        service_of(files).sync_publish(server_url=server.url)
    (entry,) = recorded(files)
    expected = (case.state, case.outcome, case.status_code, case.attempts, 1)
    assert (entry.state, entry.outcome, entry.status_code, entry.attempts, entry.times) == expected
    assert (entry.key, entry.digest) == (snapshot.idempotency_key, snapshot.digest)
    assert (entry.issues, entry.mappings, entry.bytes) == (2, 1, len(snapshot.body))
    assert (entry.route, entry.began_at) == (ResourceRoute("jira_project", "ACME"), NOON.isoformat("T", "milliseconds"))


def test_the_entry_is_written_before_the_request_is_sent(files: Files) -> None:
    """When the request is sent, the entry exists and has no end."""
    seen: list[LedgerEntry] = []

    def post(request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
        (entry,) = recorded(files)
        assert entry.key == request.snapshot.idempotency_key
        seen.append(entry)
        return Unreachable("never sent", may_pass=False)

    service_of(files, post).sync_publish(server_url="http://127.0.0.1:1")
    (entry,) = seen
    assert (entry.state, entry.ended_at, entry.outcome, entry.attempts) == ("pending", None, None, 0)


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    """Only the user has access to the ledger and its folder."""
    files = make_project(tmp_path)
    with scripted() as server:
        service_of(files).sync_publish(server_url=server.url)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (ledger_of(files), ledger_of(files).parent)]
    assert modes == [0o600, 0o700]


def published(files: Files, url: str, *titles: str) -> Receipt:
    """Publish these issues."""
    held(files, *titles)
    return service_of(files).sync_publish(server_url=url).unwrap()


def test_content_that_comes_back_is_applied_again(files: Files) -> None:
    """A, A, B, A gives three keys, three effects and one replay, and the server ends at A."""
    with reference_server() as url:
        receipts = [published(files, url, title) for title in ("A", "A", "B", "A")]
        effects = received(url).body
    assert [receipt.replayed for receipt in receipts] == [False, True, False, False]
    keys = [receipt.idempotency_key for receipt in receipts]
    assert (keys[0] == keys[1], len(set(keys))) == (True, 3)
    assert isinstance(effects, list)
    assert [(effect["idempotency_key"], effect["replays"]) for effect in effects] == [
        (keys[0], 1),
        (keys[2], 0),
        (keys[3], 0),
    ]
    assert [(entry.key, entry.times) for entry in recorded(files)] == [
        (keys[0], 2),
        (keys[2], 1),
        (keys[3], 1),
    ]


def test_refused_content_gets_a_new_key(files: Files) -> None:
    """The key is spent, because a server that stores answers would always repeat the refusal."""
    with scripted(http(400), http(400), TAKEN, TAKEN) as server:
        for _ in range(4):
            service_of(files).sync_publish(server_url=server.url)
    keys = [asked.headers["idempotency-key"] for asked in server.asked]
    assert len(set(keys[:3])) == 3
    assert keys[2] == keys[3]
    assert [entry.state for entry in recorded(files)] == ["refused", "refused", "acknowledged"]


class Killed(BaseException):
    """Ends a publish between record and answer, like a crash."""


def test_a_crash_is_repeated_under_the_same_key(files: Files) -> None:
    """This also holds after an edit, with a chained key."""

    def crash(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
        raise Killed

    with scripted() as server:
        published(files, server.url, "A")
        held(files, "B")
        with pytest.raises(Killed):
            service_of(files, crash).sync_publish(server_url=server.url)
        *_, crashed = recorded(files)
        receipt = published(files, server.url, "B")
    assert (crashed.state, crashed.key) == ("pending", receipt.idempotency_key)
    assert [entry.times for entry in recorded(files)] == [1, 2]


def test_a_new_machine_starts_a_chain(files: Files) -> None:
    """Without a ledger, the key depends only on the content, as in a preview without a server."""
    with scripted() as server:
        receipt = service_of(files).sync_publish(server_url=server.url).unwrap()
    preview = service_of(files).preview().unwrap().snapshot
    assert receipt.idempotency_key == first_key(receipt.digest) == preview.idempotency_key


def test_each_target_has_its_own_chain(files: Files, tmp_path: Path) -> None:
    """Another server or another project on the same machine does not change the key."""
    other = evolve(files, folder=tmp_path / "other")
    make_project(other.folder)
    with scripted() as here, scripted() as there:
        published(files, here.url, "A")
        edited = published(files, here.url, "B")
        elsewhere = published(files, there.url, "B")
        neighbour = (
            TrackerService(other.root, home=files.home, ledger=files.ledger).sync_publish(server_url=here.url).unwrap()
        )
    assert edited.idempotency_key != first_key(edited.digest)
    assert elsewhere.idempotency_key == neighbour.idempotency_key == first_key(edited.digest)
    assert len({entry.target for entry in recorded(files)}) == 3


def test_a_preview_shows_the_key_that_will_be_sent(files: Files) -> None:
    """A preview for a server uses the last key for that server, and records nothing."""
    with scripted() as server:
        published(files, server.url, "A")
        held(files, "B")
        shown = service_of(files).preview(server_url=server.url).unwrap().snapshot.idempotency_key
        assert len(recorded(files)) == 1
        assert service_of(files).sync_publish(server_url=server.url).unwrap().idempotency_key == shown
