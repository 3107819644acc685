"""What every state of a fleet does, whichever database has it."""

import sqlite3
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from threading import Thread

import pytest
from attrs import evolve
from msgspec.structs import asdict
from returns.result import Failure, Success

from tests.core.builders import ACME
from tests.core.fleet.samples import BUSY, DENIED, DONE, JIRA, LATER
from tests.support.patience import FOREVER
from tests.support.postgres import PASSWORD, Postgres
from trackpost.core.delivery.shared_ledger import parse_ledger_url
from trackpost.core.fleet.faults import NewerState, StateLost, StateUnavailable
from trackpost.core.fleet.holding import Record, Try, after
from trackpost.core.fleet.outcome import Credential, Tried
from trackpost.core.fleet.port import EARLIER_TRIES, FleetState, Worker
from trackpost.shell.clock import Clock
from trackpost.shell.fleet.postgres.database import opened_database
from trackpost.shell.fleet.postgres.state import PostgresState
from trackpost.shell.fleet.rows import stored
from trackpost.shell.fleet.state import opened_state
from trackpost.shell.fleet.tables import VERSION

Open = Callable[[Path], AbstractContextManager[FleetState]]


@contextmanager
def sqlite_in(folder: Path) -> Iterator[FleetState]:
    """Open the state in SQLite."""
    with opened_state(folder / "deep" / "fleet.db") as opened:
        yield opened.unwrap()


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def state_in(request: pytest.FixtureRequest) -> Open:
    """Return how to open a state of either kind."""
    if request.param == "SQLite":
        return sqlite_in
    postgres: Postgres = request.getfixturevalue("postgres")

    @contextmanager
    def postgres_in(_folder: Path) -> Iterator[FleetState]:
        with opened_database(parse_ledger_url(postgres.url).unwrap(), Clock()) as database:
            yield PostgresState(database)

    return postgres_in


UNCHANGED = evolve(DONE, word="unchanged")
OUTCOMES: Mapping[str, Tried] = {
    "published": evolve(DONE, route=ACME),
    "unchanged": UNCHANGED,
    "failed": BUSY,
    "asked to wait": LATER,
    "refused": evolve(DENIED, route=ACME, idempotency_key="ab" * 32),
}


def record(name: str, outcome: Tried, published: float | None = None, ended: float = 2.5) -> Record:
    """Return what is remembered of a project."""
    last = Try(name=name, began=1.5, ended=ended, outcome=outcome, files="x y")
    return Record(last=last, published=published, failures=3)


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=OUTCOMES.keys())
def test_what_is_kept_is_known_after_a_restart(state_in: Open, outcome: Tried, tmp_path: Path) -> None:
    """Everything of a record comes back, and the last one replaces those before."""
    name = "/srv/o'dd \\x1b name"
    with state_in(tmp_path) as state:
        assert state.record(name) == Success(None)
        state.keep(record(name, BUSY)).unwrap()
        state.keep(record(name, outcome, 7.25)).unwrap()
    with state_in(tmp_path) as state:
        assert state.record(name) == Success(record(name, outcome, 7.25))
        assert list(state.records().unwrap()) == [record(name, outcome, 7.25)]


def test_history(state_in: Open, tmp_path: Path) -> None:
    """The newest try comes first; many with one outcome displace none with another, and none of another project."""
    outcomes: list[Tried] = [DENIED, BUSY, *[UNCHANGED] * 40]
    tries = [record("a", outcome, 1.0, float(turn)) for turn, outcome in enumerate(outcomes)]
    with state_in(tmp_path) as state:
        assert state.history("a") == Success(())
        for one in (record("b", DONE, 1.0), *tries):
            state.keep(one).unwrap()
        state.keep(tries[-1]).unwrap()  # as if it was not known whether that was kept
        state.release(lambda _: True).unwrap()
    with state_in(tmp_path) as state:
        kept = [*tries[:2], *tries[-1 - EARLIER_TRIES :]]
        assert list(state.history("a").unwrap()) == kept[::-1]
        assert state.history("b") == Success((record("b", DONE, 1.0),))


def test_the_stalest_come_first(state_in: Open, tmp_path: Path) -> None:
    """Those that were never published come before all others."""
    with state_in(tmp_path) as state:
        ages: Mapping[str, float | None] = {"a": 3.0, "b": None, "c": 1.0, "d": None}
        for name, published in ages.items():
            state.keep(record(name, DONE, published)).unwrap()
        assert [one.last.name for one in state.records().unwrap()] == ["b", "d", "c", "a"]
        assert state.ages() == Success({"a": 3.0, "c": 1.0})


def test_release(state_in: Open, tmp_path: Path) -> None:
    """Only failures are released, and a try ends the release."""
    with state_in(tmp_path) as state:
        outcomes: Mapping[str, Tried] = {"a": BUSY, "b": DENIED, "c": DONE}
        for name, outcome in outcomes.items():
            state.keep(record(name, outcome)).unwrap()
        assert state.release(lambda name: name != "a") == Success(("b",))
        assert state.released() == Success(("b",))
        known = state.record("b").unwrap()
        assert known == evolve(record("b", DENIED), asked=1)
        state.keep(after(known, record("b", DONE).last)).unwrap()
        assert state.released() == Success(())


def test_a_release_while_a_try_is_under_way(state_in: Open, tmp_path: Path) -> None:
    """It is for the try after that one, which may have begun with old files."""
    with state_in(tmp_path) as state:
        state.keep(record("a", DENIED)).unwrap()
        state.release(lambda _: True).unwrap()
        known = state.record("a").unwrap()
        state.release(lambda _: True).unwrap()
        state.keep(after(known, record("a", DENIED, ended=9.0).last)).unwrap()
        assert state.released() == Success(("a",))
        state.keep(after(state.record("a").unwrap(), record("a", DENIED, ended=10.0).last)).unwrap()
        assert state.released() == Success(())


def test_refused_credentials(state_in: Open, tmp_path: Path) -> None:
    """They are known until they are accepted."""
    other = Credential(JIRA.host, "/srv/home")
    with state_in(tmp_path) as state:
        for credential in (JIRA, other, JIRA):
            state.refuse(credential).unwrap()
    with state_in(tmp_path) as state:
        assert state.refused() == Success({JIRA, other})
        state.accept(JIRA).unwrap()
        assert state.refused() == Success({other})


def test_what_is_gone_is_forgotten(state_in: Open, tmp_path: Path) -> None:
    """But not at once: a folder may be missing because a disk is."""
    with state_in(tmp_path) as state:
        for name in ("gone", "here", "gone for long"):
            for ended in (1.0, 2.0):
                state.keep(record(name, DONE, ended=ended - (name == "gone for long"))).unwrap()
        assert state.forget(lambda name: name != "here", 1.5) == Success(("gone for long",))
        assert {one.last.name for one in state.records().unwrap()} == {"gone", "here"}
        assert state.history("gone for long") == Success(())
        assert len(state.history("gone").unwrap()) == 2


def test_workers(state_in: Open, tmp_path: Path) -> None:
    """They are known until they are dismissed."""
    worker = Worker(name="host/1", doing="watch", began=1.0, seen=2.0)
    with state_in(tmp_path) as state:
        state.greet(worker).unwrap()
        (first,) = state.workers().unwrap()
        state.greet(evolve(worker, seen=3.0)).unwrap()
        (again,) = state.workers().unwrap()
        assert again == evolve(worker, seen=again.seen)
        assert again.seen > first.seen
        state.dismiss("host/1").unwrap()
        assert state.workers() == Success(())


def test_many_threads(state_in: Open, tmp_path: Path) -> None:
    """Each may use the state at any time."""
    with state_in(tmp_path) as state:

        def keep(number: int) -> None:
            for turn in range(20):
                state.keep(record(f"{number}/{turn}", DONE, 1.0)).unwrap()

        threads = [Thread(target=keep, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(FOREVER)
        assert len(list(state.records().unwrap())) == 80


def test_a_state_is_for_its_owner_alone(tmp_path: Path) -> None:
    """So are the files that SQLite puts beside it: they name projects, and quote what trackers say."""
    with opened_state(tmp_path / "fleet.db") as opened:
        opened.unwrap().keep(record("a", DONE)).unwrap()
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == dict.fromkeys(("fleet.db", "fleet.db-shm", "fleet.db-wal"), 0o600)


def test_a_state_that_is_only_read_is_not_made(tmp_path: Path) -> None:
    """It is empty."""
    with opened_state(tmp_path / "fleet.db", only_reads=True) as opened:
        assert list(opened.unwrap().records().unwrap()) == []
    assert list(tmp_path.iterdir()) == []


def test_a_state_that_is_none(tmp_path: Path) -> None:
    """Garbage, a folder in its place, and a row that somebody else wrote are named, and nothing is raised."""
    garbage, folder, odd = tmp_path / "garbage.db", tmp_path / "folder.db", tmp_path / "odd.db"
    garbage.write_bytes(b"garbage" * 999)
    folder.mkdir()
    for path in (garbage, folder, garbage / "below"):
        with opened_state(path) as opened:
            assert isinstance(opened.swap().value_or(None), StateLost)
    with opened_state(odd) as opened:
        state = opened.unwrap()
        state.keep(record("a", BUSY)).unwrap()
        state._rows("UPDATE projects SET outcome = '{}'")  # noqa: SLF001 - as somebody else would
        reason = "a row that trackpost did not write: KeyError"
        assert state.record("a") == Failure(StateLost(str(odd), reason))
        assert state.records() == Failure(StateLost(str(odd), reason))
        assert state.history("a") == Failure(StateLost(str(odd), reason))
        state._rows("UPDATE projects SET outcome = 'no JSON'")  # noqa: SLF001 - likewise
        state.keep(record("a", DONE, ended=9.0)).unwrap()
        assert state.record("a") == Success(record("a", DONE, ended=9.0))


OLD_PROJECTS = """
CREATE TABLE projects (
    name TEXT PRIMARY KEY, began REAL NOT NULL, ended REAL NOT NULL, outcome TEXT NOT NULL, is_failed INTEGER NOT NULL,
    published REAL, failures INTEGER NOT NULL, files TEXT NOT NULL, is_released INTEGER NOT NULL
) WITHOUT ROWID
"""


@pytest.mark.parametrize("is_released", [False, True])
def test_a_state_without_a_version(tmp_path: Path, *, is_released: bool) -> None:
    """The tables of the first version, without earlier tries: everything is kept, a release too."""
    path, known = tmp_path / "fleet.db", asdict(stored(record("a", BUSY)))
    with closing(sqlite3.connect(path)) as old, old:
        old.execute(OLD_PROJECTS)
        old.execute("CREATE INDEX released ON projects (is_released) WHERE is_released")
        old.execute(
            "INSERT INTO projects VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*(known[key] for key in known if key not in {"asked", "answered"}), is_released),
        )
    with opened_state(path) as opened:
        state = opened.unwrap()
        first = evolve(record("a", BUSY), asked=int(is_released))
        assert state.history("a") == Success((first,))
        assert state.released() == Success(("a",) if is_released else ())
        second = after(first, record("a", DONE, ended=9.0).last)
        state.keep(second).unwrap()
        assert state.history("a") == Success((second, first))
    with opened_state(path) as opened:
        assert len(opened.unwrap().history("a").unwrap()) == 2


def test_a_state_of_a_newer_version(tmp_path: Path) -> None:
    """It is named, and stays as it is."""
    path = tmp_path / "fleet.db"
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version = 99")
    for only_reads in (True, False):
        with opened_state(path, only_reads=only_reads) as opened:
            assert opened == Failure(NewerState(str(path), 99, VERSION))


OLD_SHARED = ("ALTER TABLE {} RENAME COLUMN asked TO is_released", "ALTER TABLE {} DROP COLUMN answered")


def test_a_shared_state_of_another_version(postgres: Postgres) -> None:
    """One without a version keeps everything, and a newer one is named."""
    url = parse_ledger_url(postgres.url).unwrap()
    with opened_database(url, Clock()) as database:
        PostgresState(database).keep(record("a", BUSY)).unwrap()
        PostgresState(database).release(lambda _: True).unwrap()
    for table in ("trackpost.fleet_projects", "trackpost.fleet_earlier"):
        for statement in OLD_SHARED:
            postgres.ask(statement.format(table))
        postgres.ask(f"ALTER TABLE {table} ALTER COLUMN is_released TYPE boolean USING is_released > 0")
    postgres.ask("DROP TABLE trackpost.fleet, trackpost.fleet_refused")
    with opened_database(url, Clock()) as database:
        state = PostgresState(database)
        assert state.history("a") == Success((evolve(record("a", BUSY), asked=1),))
        assert state.refused() == Success(frozenset())
    postgres.ask("UPDATE trackpost.fleet SET version = 99")
    with opened_database(url, Clock()) as database:
        reason = "its fleet has version 99, and this trackpost knows version 2; use the newer one"
        assert PostgresState(database).ages() == Failure(StateUnavailable(url.shown, reason))


def test_a_shared_state_that_cannot_be_used(postgres: Postgres) -> None:
    """A row that somebody else wrote, and a database that is out of reach, are named without the password."""
    url = parse_ledger_url(postgres.url).unwrap()
    with opened_database(url, Clock()) as database:
        state = PostgresState(database)
        state.keep(record("a", BUSY)).unwrap()
        postgres.ask("UPDATE trackpost.fleet_projects SET outcome = '{}'")
        reason = "a row that trackpost did not write: KeyError"
        assert state.record("a") == Failure(StateUnavailable(url.shown, reason))
        assert state.records() == Failure(StateUnavailable(url.shown, reason))
        assert state.history("a") == Failure(StateUnavailable(url.shown, reason))
        postgres.ask("UPDATE trackpost.fleet_projects SET outcome = 'no JSON'")
        state.keep(record("a", DONE, ended=9.0)).unwrap()
        assert state.record("a") == Success(record("a", DONE, ended=9.0))
        postgres.ask("UPDATE trackpost.ledger SET version = 99")
        versions = "its tables have version 99, and this trackpost knows version 1"
        assert state.ages() == Failure(StateUnavailable(url.shown, versions))
    nowhere = parse_ledger_url(f"postgresql://bob:{PASSWORD}@127.0.0.1:1/{PASSWORD}").unwrap()
    with opened_database(nowhere, Clock()) as database:
        fault = PostgresState(database).ages().swap().unwrap()
        assert isinstance(fault, StateUnavailable)
        assert PASSWORD not in fault.reason
