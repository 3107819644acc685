"""With a ledger that is a copy or a backup, the last publish still wins, as far as a copy can be recognized."""

import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from attrs import evolve
from returns.result import Failure

from tests.support.clocks import Stopwatch
from tests.support.files import Files, make_project
from tests.support.ledger import held, ledger_of
from tests.support.reference_server import received, reference_server
from trackpost import TrackerService
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.publish import PublishRequest
from trackpost.core.delivery.receipt import Receipt
from trackpost.core.delivery.verdict import Delivered, Unreachable, Verdict


def published(files: Files, url: str, title: str) -> Receipt:
    """Publish one issue with this title, with a clock that never really waits."""
    held(files, title)
    service = TrackerService(files.root, home=files.home, clock=Stopwatch().clock)
    return service.sync_publish(server_url=url).unwrap()


def last_applied(url: str) -> object:
    """Return the digest of the snapshot that the server applied last."""
    entries = received(url).body
    assert isinstance(entries, list)
    return entries[-1]["digest"]


def restored(ledger: Path, backup: Path) -> None:
    """Replace the ledger by a backup, as a restore that creates a new file does."""
    ledger.unlink()
    shutil.copy2(backup, ledger)


def lost(ledger: Path, _backup: Path) -> None:
    """Lose the ledger."""
    ledger.unlink()


def broken(ledger: Path, _backup: Path) -> None:
    """Fill the ledger with bytes that are not a database."""
    ledger.write_bytes(b"garbage" * 999)


PASTS: Mapping[str, Callable[[Path, Path], None]] = {"restored": restored, "lost": lost, "broken": broken}


@pytest.mark.parametrize("forget", PASTS.values(), ids=PASTS.keys())
def test_the_last_publish_wins(forget: Callable[[Path, Path], None], tmp_path: Path) -> None:
    """After A, B, and A with a ledger that does not know B, the server is at A."""
    files, backup = make_project(tmp_path), tmp_path / "backup.db"
    with reference_server() as url:
        published(files, url, "A")
        shutil.copy2(ledger_of(files), backup)
        published(files, url, "B")
        forget(ledger_of(files), backup)
        receipt = published(files, url, "A")
        assert last_applied(url) == receipt.digest
    assert not receipt.replayed


@pytest.mark.parametrize("forget", PASTS.values(), ids=PASTS.keys())
@pytest.mark.parametrize("later", ["A", "CA"])
def test_the_last_publish_wins_at_the_second_attempt(
    later: str, forget: Callable[[Path, Path], None], tmp_path: Path
) -> None:
    """A first attempt without a past that did not arrive is recorded, but is not a past either."""
    files, backup = make_project(tmp_path), tmp_path / "backup.db"
    unreachable = TrackerService(files.root, home=files.home, post=_unreachable, clock=Stopwatch().clock)
    with reference_server() as url:
        published(files, url, "A")
        shutil.copy2(ledger_of(files), backup)
        published(files, url, "C")
        published(files, url, "A")
        published(files, url, "B")
        forget(ledger_of(files), backup)
        for title in later:
            held(files, title)
            assert isinstance(unreachable.sync_publish(server_url=url), Failure)
        receipt = published(files, url, "A")
        assert last_applied(url) == receipt.digest


@pytest.mark.parametrize(("before", "forget"), [("A", restored), ("", lost)], ids=["restored", "lost"])
def test_an_edit_without_a_past(before: str, forget: Callable[[Path, Path], None], tmp_path: Path) -> None:
    """The ledger forgets that B did not arrive and that C did; then both come again: the server ends at C."""
    files, backup = make_project(tmp_path), tmp_path / "backup.db"
    unreachable = TrackerService(files.root, home=files.home, post=_unreachable, clock=Stopwatch().clock)
    with reference_server() as url:
        for title in before:
            published(files, url, title)
            shutil.copy2(ledger_of(files), backup)
        held(files, "B")
        assert isinstance(unreachable.sync_publish(server_url=url), Failure)
        published(files, url, "C")
        forget(ledger_of(files), backup)
        published(files, url, "B")
        receipt = published(files, url, "C")
        assert last_applied(url) == receipt.digest


def test_a_ledger_that_is_restored_during_a_publish(tmp_path: Path) -> None:
    """The outcome is not recorded for another publish that has the same number there."""
    files, backup = make_project(tmp_path), tmp_path / "backup.db"

    def post(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
        restored(ledger_of(files), backup)
        return Delivered(Answer(202, None))

    with reference_server() as url:
        published(files, url, "A")
        shutil.copy2(ledger_of(files), backup)
        published(files, url, "B")
        ledger_of(files).unlink()
        TrackerService(files.root, home=files.home, post=post).sync_publish(server_url=url).unwrap()
        receipt = published(files, url, "A")
        assert last_applied(url) == receipt.digest


def _unreachable(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
    return Unreachable("refused")


def test_a_ledger_on_two_machines(tmp_path: Path) -> None:
    """If a copied home publishes A after the original has published B, the server is at A."""
    first = make_project(tmp_path / "first")
    second = evolve(first, folder=tmp_path / "second")
    with reference_server() as url:
        published(first, url, "A")
        shutil.copytree(first.folder, second.folder)
        published(first, url, "B")
        receipt = published(second, url, "A")
        assert last_applied(url) == receipt.digest


def test_three_fresh_runners(tmp_path: Path) -> None:
    """After A, B and A from homes without a ledger, the server is at A."""
    runners = [make_project(tmp_path / name) for name in ("first", "second", "third")]
    with reference_server() as url:
        receipts = [published(files, url, title) for files, title in zip(runners, "ABA", strict=True)]
        assert last_applied(url) == receipts[-1].digest
    assert [(receipt.replayed, receipt.attempts) for receipt in receipts] == [(False, 1), (False, 1), (False, 2)]


def test_a_clock_that_goes_back(tmp_path: Path) -> None:
    """The chain follows the order of the publishes, not of the clock."""
    files = make_project(tmp_path)
    with reference_server() as url:
        digests = []
        for title, seconds in (("A", 0.0), ("B", -86_400.0), ("A", -172_800.0)):
            held(files, title)
            service = TrackerService(files.root, home=files.home, clock=Stopwatch(seconds=seconds).clock)
            digests.append(service.sync_publish(server_url=url).unwrap().digest)
        assert last_applied(url) == digests[-1]


def test_a_ledger_of_version_0_1(tmp_path: Path) -> None:
    """A ledger without the columns effect and place proves nothing until the next publish."""
    files = make_project(tmp_path)
    with reference_server() as url:
        first = published(files, url, "A")
        with closing(sqlite3.connect(ledger_of(files))) as connection:
            connection.execute("ALTER TABLE publishes DROP COLUMN effect")
            connection.execute("ALTER TABLE publishes DROP COLUMN place")
        again, third = published(files, url, "A"), published(files, url, "A")
    assert first.idempotency_key != again.idempotency_key == third.idempotency_key
    assert (again.replayed, third.replayed) == (False, True)
