"""Move the ledger of a machine into a shared one."""

import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest
from attrs import evolve
from psycopg.rows import dict_row
from returns.result import Failure, Success

from tests.support.files import Files
from tests.support.ledger import entries, held, ledger_of, recorded
from tests.support.patience import FOREVER
from tests.support.postgres import Postgres
from tests.support.process import called
from tests.support.reference_server import reference_server
from tests.support.shared_ledger import machine, publish
from trackpost import (
    AnotherPublish,
    Answer,
    CorruptEntry,
    Delivered,
    DifferentPast,
    LedgerMoved,
    LedgerUnavailable,
    PublishRequest,
    Result,
    TrackerService,
    Unchanged,
    Verdict,
)
from trackpost.core.delivery.ledger import Target
from trackpost.core.delivery.move import MoveLedgerError
from trackpost.shell.clock import Clock
from trackpost.shell.ledger.postgres.leases import take
from trackpost.shell.ledger.postgres.ledger import shared_ledger
from trackpost.shell.ledger.postgres.moving import Chains, LocalEntry, adopt

SHOWN = "postgresql:///postgres"
URL = "http://127.0.0.1:1"
ENDPOINT = f"{URL}/api/v1/connectors/trackers/snapshots/"


def taken(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
    """Accept a snapshot."""
    return Delivered(Answer(200, None))


@pytest.fixture
def local(postgres: Postgres, tmp_path: Path) -> Files:
    """Return a machine with its own ledger."""
    return evolve(machine(tmp_path / "local", postgres.url, "A"), ledger=None)


def moved(files: Files, postgres: Postgres) -> Result[LedgerMoved, MoveLedgerError]:
    """Move the ledger of a machine."""
    return TrackerService(files.root, home=files.home).move_ledger(postgres.url)


def published(files: Files, *titles: str) -> None:
    """Publish snapshots with one issue each."""
    for title in titles:
        held(files, title)
        publish(files, URL, taken).unwrap()


def test_everything_is_taken_over(local: Files, postgres: Postgres) -> None:
    """Entries, chain, states and fingerprints; the local ledger is renamed, and the output says what to do."""
    published(local, *map(str, range(22)))
    before = entries(local.home)
    ended = called("ledger", "move", env={**local.env, "TRACKPOST_LEDGER": postgres.url})
    shared = evolve(local, ledger=postgres.url)
    first, second, third = ended.text.splitlines()
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert first == f"Moved: 22 snapshots of 1 target to {SHOWN}"
    assert Path(second.split()[5].rstrip(";")).is_file()
    assert "TRACKPOST_LEDGER" in third
    assert recorded(shared) == before
    assert entries(local.home) == []
    chain = postgres.ask("SELECT id, previous FROM trackpost.publishes ORDER BY id")
    assert [row["previous"] for row in chain] == [None, *(row["id"] for row in chain[:-1])]
    kept = [called("explain", entry.key, before[-1].key, env=shared.env).exit_code == 0 for entry in before]
    assert kept == [False] * 2 + [True] * 20


def test_the_order_of_publishes_to_several_servers_stays(local: Files, postgres: Postgres) -> None:
    """`receipts` and `explain` show what was published last, whichever server it went to."""
    for number, url in enumerate((URL, f"{URL}2", URL, f"{URL}2")):
        held(local, str(number))
        publish(local, url, taken).unwrap()
    before = entries(local.home)
    moved(local, postgres).unwrap()
    assert recorded(evolve(local, ledger=postgres.url)) == before


def test_the_next_publish_goes_on_where_the_local_ledger_was(local: Files, postgres: Postgres, tmp_path: Path) -> None:
    """What the server has is not applied again, and not sent again if it may be skipped; an edit is chained."""
    with reference_server() as url:
        first = publish(local, url).unwrap()
        held(local, "B")
        expected = TrackerService(local.root, home=local.home).preview(server_url=url).unwrap().snapshot
        moved(local, postgres).unwrap()
        other = machine(tmp_path / "other", postgres.url, "A")
        service = TrackerService(other.root, home=other.home, ledger=other.ledger)
        assert isinstance(service.sync_publish(server_url=url, skip_unchanged=True).unwrap(), Unchanged)
        again = publish(other, url).unwrap()
        held(other, "B")
        edited = publish(other, url).unwrap()
    assert (again.replayed, again.idempotency_key, again.attempts) == (True, first.idempotency_key, 1)
    assert edited.idempotency_key == expected.idempotency_key


def test_a_copied_ledger_proves_nothing_there_either(local: Files, postgres: Postgres) -> None:
    """It may lack later snapshots, so what the server repeats is sent once more under a fresh key."""
    with reference_server() as url:
        publish(local, url).unwrap()
        copy = ledger_of(local).with_name("copy")
        shutil.copy2(ledger_of(local), copy)
        copy.replace(ledger_of(local))
        moved(local, postgres).unwrap()
        again = publish(evolve(local, ledger=postgres.url), url).unwrap()
    assert (again.replayed, again.attempts) == (False, 2)


def test_a_move_can_be_repeated(local: Files, postgres: Postgres) -> None:
    """Also one that was cut off before the local ledger was renamed, and if the shared one has gone on since."""
    published(local, "A")
    aside = moved(local, postgres).map(lambda result: result.aside).unwrap()
    assert moved(local, postgres) == Success(LedgerMoved(SHOWN, 0, 0, None))
    assert aside is not None
    Path(aside).rename(ledger_of(local))
    published(evolve(local, ledger=postgres.url), "B")
    before = recorded(evolve(local, ledger=postgres.url))
    assert moved(local, postgres).map(lambda result: (result.targets, result.entries)) == Success((1, 0))
    assert recorded(evolve(local, ledger=postgres.url)) == before


def test_what_was_published_since_a_move_that_was_cut_off_is_added(local: Files, postgres: Postgres) -> None:
    """The shared past is the beginning of the local one."""
    published(local, "A")
    aside = moved(local, postgres).map(lambda result: result.aside).unwrap()
    Path(str(aside)).rename(ledger_of(local))
    published(local, "B", "C")
    before = entries(local.home)
    assert moved(local, postgres).map(lambda result: result.entries) == Success(2)
    assert recorded(evolve(local, ledger=postgres.url)) == before


def test_a_different_past_is_refused(local: Files, postgres: Postgres, tmp_path: Path) -> None:
    """Two machines have published the same project; the second one is told which, and nothing of it is changed."""
    other = evolve(machine(tmp_path / "other", postgres.url, "B"), ledger=None)
    published(local, "A")
    published(other, "B")
    moved(local, postgres).unwrap()
    before = ledger_of(other).read_bytes()
    expected = DifferentPast(SHOWN, ENDPOINT, "jira", "acme.example", "billing")
    assert moved(other, postgres) == Failure(expected)
    ended = called("ledger", "move", postgres.url, env=other.env)
    assert (ended.exit_code, ended.stderr) == (65, f"trackpost: error: {expected.message}\n")
    assert ledger_of(other).read_bytes() == before
    assert len(recorded(evolve(local, ledger=postgres.url))) == 1


def test_a_move_waits_for_a_publish_that_is_under_way(local: Files, postgres: Postgres) -> None:
    """Its outcome is moved too."""
    began, may_end = Event(), Event()

    def slow(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
        began.set()
        may_end.wait(FOREVER)
        return Delivered(Answer(200, None))

    found: list[object] = []
    publishing = Thread(target=lambda: publish(local, URL, slow))
    publishing.start()
    assert began.wait(FOREVER)
    moving = Thread(target=lambda: found.append(moved(local, postgres).map(lambda result: result.entries)))
    moving.start()
    moving.join(0.2)
    assert found == []
    may_end.set()
    for thread in (publishing, moving):
        thread.join(FOREVER)
    assert found == [Success(1)]
    assert [entry.state for entry in recorded(evolve(local, ledger=postgres.url))] == ["acknowledged"]


def test_a_target_that_another_machine_is_publishing_to(local: Files, postgres: Postgres, tmp_path: Path) -> None:
    """Nothing is moved until it has ended."""
    other = machine(tmp_path / "other", postgres.url, "B")
    published(local, "A")
    found = []

    def meanwhile(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
        found.append(moved(local, postgres))
        return Delivered(Answer(200, None))

    publish(other, URL, meanwhile).unwrap()
    assert found == [Failure(AnotherPublish(ENDPOINT))]
    assert len(entries(local.home)) == 1


def test_a_machine_without_a_ledger(local: Files, postgres: Postgres) -> None:
    """There is nothing to move, and that is no error."""
    ended = called("ledger", "move", postgres.url, "--json", env=local.env)
    report = ended.report
    assert (ended.exit_code, report["ok"], report["entries"], report["aside"]) == (0, True, 0, None)


def test_a_shared_ledger_that_is_out_of_reach(local: Files, postgres: Postgres) -> None:
    """Nothing is changed."""
    published(local, "A")
    nowhere = evolve(postgres, folder=local.folder)
    assert isinstance(moved(local, nowhere).failure(), LedgerUnavailable)
    assert len(entries(local.home)) == 1


def changed(statement: str) -> Callable[[Path], None]:
    """Return a function that runs *statement* on a ledger."""

    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(statement)

    return change


DAMAGES: Mapping[str, str] = {
    "a key that is none": "UPDATE publishes SET key = 'x'",
    "a count that is none": "UPDATE publishes SET issues = 'many'",
    "not UTF-8": "UPDATE publishes SET project = CAST(X'FF' AS TEXT)",
}


@pytest.mark.parametrize("statement", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_row_that_is_damaged(statement: str, local: Files, postgres: Postgres) -> None:
    """The error has its number, and nothing is moved."""
    published(local, "A")
    changed(statement)(ledger_of(local))
    fault = moved(local, postgres).failure()
    assert isinstance(fault, CorruptEntry)
    assert (fault.path, fault.row) == (str(ledger_of(local)), "1")
    assert recorded(evolve(local, ledger=postgres.url)) == []


def test_a_ledger_of_version_0_1(local: Files, postgres: Postgres) -> None:
    """Its rows lack columns; they prove nothing there either."""
    published(local, "A")
    for column in ("effect", "place", "link"):
        changed(f"ALTER TABLE publishes DROP COLUMN {column}")(ledger_of(local))
    assert moved(local, postgres).map(lambda result: result.entries) == Success(1)
    assert postgres.ask("SELECT effect, place, link FROM trackpost.publishes") == [
        {"effect": None, "place": None, "link": None}
    ]


def target_named(project: str) -> Target:
    """Return the target of a project."""
    return Target(endpoint=ENDPOINT, provider="jira", workspace="acme.example", project=project)


def chains_of(*targets: Target) -> Chains:
    """Return the past of these targets: an entry that says nothing."""
    entry = LocalEntry(mark=("", "", ""), number=1, columns={}, is_original=True, made=None)
    return {target: [entry] for target in targets}


def test_the_first_error_of_a_move_is_told(postgres: Postgres) -> None:
    """What follows from it is not: nothing can be done in a transaction that has failed."""
    ledger = shared_ledger(postgres.url, Clock()).unwrap()
    fault = adopt(ledger, chains_of(target_named("billing"))).failure()
    assert isinstance(fault, LedgerUnavailable)
    assert "null value" in fault.reason


def test_moves_of_the_same_targets_wait_for_each_other(postgres: Postgres) -> None:
    """Each takes its leases in one order, so that none has what another one waits for while it waits itself."""
    first, second = sorted(map(target_named, ("app", "billing")), key=lambda target: target.name)
    ledger, found = shared_ledger(postgres.url, Clock()).unwrap(), list[object]()
    adopt(ledger, {}).unwrap()  # makes the tables
    moving = Thread(target=lambda: found.append(adopt(ledger, chains_of(second, first)).failure()))
    with psycopg.connect(postgres.url, row_factory=dict_row) as other:
        assert take(other, first, 1.0) is not None
        moving.start()
        while not postgres.ask("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"):
            Event().wait(0.01)
        assert take(other, second, 1.0) is not None
    moving.join(FOREVER)
    assert isinstance(found[0], AnotherPublish)
