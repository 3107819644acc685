"""How a cache looks from outside: no commit of any program leaves the same look behind."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from attrs import define, field
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from typing_extensions import override

from tests.support.clocks import tick
from trackpost.core.snapshot.memo import Look
from trackpost.shell.cache.look import look_at_cache
from trackpost.shell.files.change import Seen, seen

Content = tuple[tuple[object, ...], ...]


def content_of(path: Path) -> Content:
    """Return what a reader finds in a cache, as the publisher opens it."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=0)) as connection:
        return tuple(connection.execute("SELECT * FROM t ORDER BY a"))


def made(folder: Path, *, log: bool) -> Path:
    """Return a cache with one row, which has a write-ahead log or a rollback journal."""
    path = folder / "cache.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA journal_mode = {'wal' if log else 'delete'}")
        connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b)")
        connection.execute("INSERT INTO t VALUES (1, 'x')")
    return path


@define
class Writers:
    """Programs that have a cache open."""

    path: Path
    others: list[sqlite3.Connection] = field(factory=list)

    def one(self, index: int) -> sqlite3.Connection:
        """Return one of two connections that stay open, or else a new one."""
        while len(self.others) <= index:
            self.others.append(sqlite3.connect(self.path, isolation_level=None, timeout=0))
        return self.others[index]

    def close(self) -> None:
        """Close all."""
        while self.others:
            self.others.pop().close()


class EveryWrite(RuleBasedStateMachine):
    """Whatever was done to a cache: the same look means the same content."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.path = made(Path(self.folder.name), log=True)
        self.writers = Writers(self.path)
        self.known: dict[tuple[str, ...], Content] = {}

    @rule(index=st.integers(0, 1), row=st.integers(1, 3), value=st.sampled_from("xyz"))
    def edit(self, index: int, row: int, value: str) -> None:
        """Put a row, as a pull does; often one that is there already."""
        self.do(index, "INSERT OR REPLACE INTO t VALUES (?, ?)", row, value)

    @rule(index=st.integers(0, 1), row=st.integers(1, 3))
    def delete(self, index: int, row: int) -> None:
        """Remove a row."""
        self.do(index, "DELETE FROM t WHERE a = ?", row)

    @rule(index=st.integers(0, 1), statement=st.sampled_from(["BEGIN", "COMMIT", "ROLLBACK"]))
    def transact(self, index: int, statement: str) -> None:
        """Begin or end a transaction, so that others meanwhile find it half done."""
        self.do(index, statement)

    @rule(index=st.integers(0, 1), how=st.sampled_from(["PASSIVE", "RESTART", "TRUNCATE"]))
    def checkpoint(self, index: int, how: str) -> None:
        """Copy the log into the file."""
        self.do(index, f"PRAGMA wal_checkpoint({how})")

    @rule(index=st.integers(0, 1), mode=st.sampled_from(["wal", "delete", "truncate", "persist", "memory", "off"]))
    def switch(self, index: int, mode: str) -> None:
        """Use another kind of journal."""
        self.do(index, f"PRAGMA journal_mode = {mode}")

    @rule(index=st.integers(0, 1), statement=st.sampled_from(["VACUUM", "PRAGMA user_version = 7"]))
    def rewrite(self, index: int, statement: str) -> None:
        """Write the file without a change of the rows."""
        self.do(index, statement)

    @rule()
    def hang_up(self) -> None:
        """Close all connections: the last one copies the log, and removes it."""
        self.writers.close()

    @rule(target_name=st.sampled_from(["a", "b"]))
    def back_up(self, target_name: str) -> None:
        """Copy the files, with their times."""
        for suffix in ("", "-wal"):
            copy = self.path.with_name(f"{target_name}{suffix}")
            copy.unlink(missing_ok=True)
            with suppress(FileNotFoundError):
                shutil.copy2(self.path.with_name(f"{self.path.name}{suffix}"), copy)

    @rule(source=st.sampled_from(["a", "b"]), rename=st.booleans())
    def restore(self, source: str, rename: bool) -> None:  # noqa: FBT001 - hypothesis gives it
        """Put copies in the place of the files, or write them into the files, and set the old times again."""
        self.writers.close()
        if not self.path.with_name(source).exists():
            return
        for suffix in ("-wal", "-shm", "-journal"):
            self.path.with_name(f"{self.path.name}{suffix}").unlink(missing_ok=True)
        for suffix in ("", "-wal"):
            with suppress(FileNotFoundError):
                self.put(self.path.with_name(f"{source}{suffix}"), suffix, rename=rename)

    def put(self, copy: Path, suffix: str, *, rename: bool) -> None:
        """Put one copy in its place."""
        place = self.path.with_name(f"{self.path.name}{suffix}")
        if rename:
            shutil.copy2(copy, copy.with_name("new"))
            copy.with_name("new").rename(place)
        else:
            shutil.copy2(copy, place)

    def do(self, index: int, statement: str, *values: object) -> None:
        """Execute a statement, unless another connection is in its way."""
        tick()
        with suppress(sqlite3.DatabaseError):
            self.writers.one(index).execute(statement, values).fetchall()

    @invariant()
    def the_same_look_means_the_same_content(self) -> None:
        """As a publish does it: look, read, and look again."""
        tick()  # or else the look would not be quiet
        before = look_at_cache(self.path)
        try:
            content = content_of(self.path)
        except sqlite3.DatabaseError:  # somebody writes; a publish would say so
            return
        if before is not None and look_at_cache(self.path) == before:
            assert self.known.setdefault(before.parts, content) == content

    @override
    def teardown(self) -> None:
        """Remove the files."""
        self.writers.close()
        self.folder.cleanup()


def test_every_write() -> None:
    """Whatever programs do, one after the other and at once."""
    quick = settings(max_examples=20, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(EveryWrite, settings=quick)


def edited(path: Path) -> None:
    """Change one row, in a transaction that leaves the file as long as it was."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE t SET b = 'y'")


def restored(path: Path) -> None:
    """Write an older file of the same length into the file, and give it the time that it had."""
    times = path.stat()
    older = path.read_bytes()
    edited(path)
    path.write_bytes(older)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def replaced(path: Path) -> None:
    """Put a copy in the place of the file."""
    shutil.copy2(path, path.with_name("copy"))
    path.with_name("copy").replace(path)


def vacuumed(path: Path) -> None:
    """Rewrite the file."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM")


WRITES: Mapping[str, Callable[[Path], None]] = {
    "an edit": edited,
    "an older file": restored,
    "a copy": replaced,
    "VACUUM": vacuumed,
}


@pytest.mark.parametrize("log", [False, True], ids=["journal", "log"])
@pytest.mark.parametrize("change", WRITES.values(), ids=WRITES.keys())
def test_a_write_is_seen(change: Callable[[Path], None], log: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a case
    """Also if it leaves the size and the time of the file as they were."""
    path = made(tmp_path, log=log)
    before = look_at_cache(path)
    tick()
    change(path)
    assert before is not None
    assert look_at_cache(path) != before


def test_a_log_that_keeps_its_length_and_its_place(tmp_path: Path) -> None:
    """While another program has the cache open, commits go into a log that is long enough already."""
    path = made(tmp_path, log=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE filler AS SELECT randomblob(99999)")
        connection.execute("PRAGMA wal_checkpoint(RESTART)")
        connection.execute("INSERT INTO t VALUES (2, 'x')")
        log = path.with_name(f"{path.name}-wal")
        first, size, head = look_at_cache(path), log.stat().st_size, log.read_bytes()[:32]
        main = path.read_bytes()
        tick()
        connection.execute("INSERT INTO t VALUES (3, 'x')")
        assert (log.stat().st_size, log.read_bytes()[:32], path.read_bytes()) == (size, head, main)
        assert first is not None
        assert look_at_cache(path) != first


def test_a_commit_that_does_not_count_yet(tmp_path: Path) -> None:
    """It is in the log already, but readers do not see it until the index says so: that changes the look, too."""
    path = made(tmp_path, log=True)
    index = path.with_name(f"{path.name}-shm")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO t VALUES (2, 'x')")
        before = index.read_bytes()
        connection.execute("INSERT INTO t VALUES (3, 'x')")
        counted = look_at_cache(path)
        with index.open("r+b") as stream:
            stream.write(before)
        uncounted = look_at_cache(path)
    assert None not in {counted, uncounted}
    assert counted != uncounted


def test_a_checkpoint_between_two_files(tmp_path: Path) -> None:
    """The log is copied and removed after the file was looked at, and before the log is."""
    path = made(tmp_path, log=True)

    def checkpoint() -> None:
        tick()
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("INSERT INTO t VALUES (2, 'x')")

    first = [checkpoint]

    def see(file: Path, head: int) -> Seen | None:
        found = seen(file, head)
        while first:
            first.pop()()
        return found

    assert look_at_cache(path, see) is None
    assert look_at_cache(path, see) is not None


def test_reading_does_not_change_the_look(tmp_path: Path) -> None:
    """A cache that nobody writes keeps its look, also while readers open and close it."""
    for log in (False, True):
        folder = tmp_path / str(log)
        folder.mkdir()
        path = made(folder, log=log)
        looks = set[Look | None]()
        for _ in range(3):
            looks.add(look_at_cache(path))
            content_of(path)
        assert len(looks) == 1
        assert None not in looks


def without_log_index(path: Path) -> None:
    """Leave a log without its index behind, as a kill and a restart of the machine do."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO t VALUES (2, 'x')")
        left = path.with_name(f"{path.name}-wal").read_bytes()
    path.with_name(f"{path.name}-wal").write_bytes(left)


def with_short_index(path: Path) -> None:
    """Leave an index behind that nobody has filled yet."""
    without_log_index(path)
    path.with_name(f"{path.name}-shm").write_bytes(bytes(3))


DOUBTS: Mapping[str, Callable[[Path], object]] = {
    "no file": Path.unlink,
    "an empty file": lambda path: path.write_bytes(b""),
    "another file": lambda path: path.write_bytes(b"SQLite"),
    "a journal that may have to be rolled back": lambda path: path.with_name(f"{path.name}-journal").write_bytes(b"x"),
    "a log without an index": without_log_index,
    "a log with an index that is not filled": with_short_index,
}


@pytest.mark.parametrize("change", DOUBTS.values(), ids=DOUBTS.keys())
def test_any_doubt_is_no_look(change: Callable[[Path], object], tmp_path: Path) -> None:
    """Then the cache has to be read."""
    path = made(tmp_path, log=True)
    change(path)
    assert look_at_cache(path) is None


def test_a_link_is_followed(tmp_path: Path) -> None:
    """The log is beside the file, and not beside the link."""
    path = made(tmp_path, log=True)
    link = tmp_path / "elsewhere" / "link.db"
    link.parent.mkdir()
    link.symlink_to(path)
    assert look_at_cache(link) == look_at_cache(path)


def test_a_file_system_that_is_not_believed() -> None:
    """Nothing is concluded from the times of a file that no disk holds."""
    assert look_at_cache(Path("/proc/version")) is None
