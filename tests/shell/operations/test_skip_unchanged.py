"""A publish that skips what the server accepted last."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from attrs import define, field
from returns.result import Success

from tests.support.clocks import Stopwatch
from tests.support.files import Files, make_project
from tests.support.ledger import held, ledger_of, recorded
from trackpost import Receipt, TrackerService, Unchanged
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.publish import PublishRequest
from trackpost.core.delivery.verdict import Delivered, EffectUnknown, Rejected, Unreachable, Verdict

TAKEN, REFUSED = Delivered(Answer(202, None)), Rejected(Answer(422, None))
URL = "http://127.0.0.1:1"


@define
class Server:
    """A server that gives a verdict on each snapshot, the last one again and again.

    Attributes:
        verdicts: those that remain.
        digests: of the snapshots that came.
    """

    verdicts: list[Verdict] = field(factory=lambda: [TAKEN])
    digests: list[str] = field(factory=list)

    def post(self, request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
        """Take a snapshot."""
        self.digests.append(request.snapshot.digest)
        return self.verdicts.pop(0) if len(self.verdicts) > 1 else self.verdicts[0]


def published(files: Files, server: Server, *titles: str, skip_unchanged: bool = True) -> object:
    """Publish issues with these titles, and return what came of it."""
    held(files, *titles)
    service = TrackerService(
        files.root, home=files.home, ledger=files.ledger, post=server.post, clock=Stopwatch().clock
    )
    return service.sync_publish(server_url=URL, skip_unchanged=skip_unchanged).value_or(None)


VERDICTS: Mapping[str, tuple[list[Verdict], tuple[str, ...], int]] = {
    "the same again": ([TAKEN], ("A", "A", "A"), 1),
    "an edit": ([TAKEN], ("A", "B", "B"), 2),
    "an edit that is taken back": ([TAKEN], ("A", "B", "A", "A"), 3),
    "a refusal": ([REFUSED, REFUSED, TAKEN], ("A", "A", "A", "A"), 3),
    "no server": ([*[Unreachable("why")] * 4, TAKEN], ("A", "A", "A"), 5),
    "no answer": ([*[EffectUnknown("why")] * 4, TAKEN], ("A", "A", "A"), 5),
    "an edit that gets no answer, and is taken back": (
        [TAKEN, *[EffectUnknown("why")] * 4, TAKEN],
        ("A", "B", "A", "A"),
        6,
    ),
}
"""The verdicts of a server, what is published one after the other, and how many requests that takes."""


@pytest.mark.parametrize(("verdicts", "titles", "requests"), VERDICTS.values(), ids=VERDICTS.keys())
def test_what_is_sent(verdicts: list[Verdict], titles: tuple[str, ...], requests: int, files: Files) -> None:
    """What the server accepted last is not sent again; everything else is."""
    server = Server([*verdicts])
    sent = [published(files, server, title) for title in titles]
    assert len(server.digests) == requests
    assert isinstance(sent[-1], Unchanged) == (titles[-1] == titles[-2])


def test_what_is_known_of_a_snapshot_that_is_not_sent(files: Files) -> None:
    """It has the key, the digest and the counts of the one that the server has; the ledger has no new entry."""
    server = Server()
    sent, skipped = published(files, server, "A"), published(files, server, "A")
    assert isinstance(sent, Receipt)
    assert skipped == Unchanged(
        endpoint=sent.endpoint,
        idempotency_key=sent.idempotency_key,
        digest=sent.digest,
        issues=sent.issues,
        mappings=sent.mappings,
        bytes=sent.bytes,
        routing=sent.routing,
    )
    assert len(recorded(files)) == 1


def test_by_default_everything_is_sent(tmp_path: Path) -> None:
    """Without the option, the same snapshot is sent under the same key."""
    files, server = make_project(tmp_path), Server()
    for _ in range(2):
        assert isinstance(published(files, server, "A", skip_unchanged=False), Receipt)
    assert len(server.digests) == 2


def restore(ledger: Path) -> None:
    """Replace the ledger by a copy of itself, as a backup that is put back does."""
    copy = ledger.with_name("copy")
    shutil.copy2(ledger, copy)
    ledger.unlink()
    copy.rename(ledger)


def lose(ledger: Path) -> None:
    """Lose the ledger."""
    ledger.unlink()


def damage(ledger: Path) -> None:
    """Fill the ledger with bytes that are not a database."""
    ledger.write_bytes(b"garbage" * 999)


PASTS: Mapping[str, Callable[[Path], None]] = {"restored": restore, "lost": lose, "damaged": damage}


@pytest.mark.parametrize("change", PASTS.values(), ids=PASTS.keys())
def test_a_ledger_that_may_lack_a_snapshot_skips_nothing(change: Callable[[Path], None], tmp_path: Path) -> None:
    """The snapshot is sent once more, and skipped after that."""
    files, server = make_project(tmp_path), Server()
    published(files, server, "A")
    change(ledger_of(files))
    assert [type(published(files, server, "A")) for _ in range(2)] == [Receipt, Unchanged]


def test_another_server_gets_it(tmp_path: Path) -> None:
    """What one server accepted says nothing of another."""
    files, server = make_project(tmp_path), Server()
    service = TrackerService(files.root, home=files.home, post=server.post, clock=Stopwatch().clock)
    urls = (URL, "http://127.0.0.1:2")
    sent = [service.sync_publish(server_url=url, skip_unchanged=True) for url in urls]
    assert [isinstance(one, Success) and type(one.unwrap()) for one in sent] == [Receipt, Receipt]
