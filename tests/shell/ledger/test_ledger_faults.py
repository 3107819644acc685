"""A broken, full or unreachable ledger does not stop a publish, and is never deleted."""

import os
import sqlite3
import subprocess
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from returns.result import Failure, Success

from tests.support.clocks import Stopwatch
from tests.support.files import Files, make_project, write
from tests.support.ledger import entries, held, ledger_of
from tests.support.patience import FOREVER
from tests.support.process import TRACKPOST
from tests.support.scripted_server import scripted
from trackpost import TrackerService
from trackpost.core.delivery.ledger_faults import BrokenLedger, LedgerIsLost, LedgerLost, LedgerSetAside
from trackpost.core.delivery.receipt import Receipt
from trackpost.core.snapshot.idempotency import first_key

ASIDE = "ledger.db.broken-20260301T120000000000"


def published(files: Files, url: str) -> Receipt:
    """Publish at noon."""
    service = TrackerService(files.root, home=files.home, clock=Stopwatch().clock)
    return service.sync_publish(server_url=url).unwrap()


def garbage(path: Path) -> None:
    """Write a file that is not a database."""
    write(path, b"this is no database, and never was one" * 100)


def cut(path: Path) -> None:
    """Fill a page in the middle with zeros."""
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\0" * 4096 + content[8192:])


def changed(statement: str) -> Callable[[Path], None]:
    """Return a function that runs *statement* on a ledger."""

    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(statement)

    return change


BROKEN: Mapping[str, Callable[[Path], None]] = {
    "not a database": garbage,
    "pages of zeros": cut,
    "an invalid key": changed("UPDATE publishes SET key = X'FF'"),
    "an invalid digest": changed("UPDATE publishes SET digest = 'none'"),
    "a key that is too short": changed("UPDATE publishes SET key = 'abcdef'"),
    "an invalid count": changed("UPDATE publishes SET issues = 'many'"),
}


@pytest.mark.parametrize("spoil", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_ledger_is_set_aside(spoil: Callable[[Path], None], tmp_path: Path) -> None:
    """A new ledger is started; the old one is unchanged under another name, and a warning has its path."""
    files = make_project(tmp_path)
    with scripted() as server:
        published(files, server.url)
        spoil(ledger_of(files))
        content = ledger_of(files).read_bytes()
        receipt = published(files, server.url)
        again = published(files, server.url)
    aside = ledger_of(files).with_name(ASIDE)
    assert receipt.warnings == (LedgerSetAside(str(aside)),)
    assert aside.read_bytes() == content
    assert again.warnings == ()
    assert again.idempotency_key == receipt.idempotency_key == first_key(receipt.digest)
    assert [entry.times for entry in entries(files.home)] == [2]


def test_reading_does_not_change_a_broken_ledger(tmp_path: Path) -> None:
    """Only a publish sets it aside."""
    files = make_project(tmp_path)
    garbage(ledger_of(files))
    service = TrackerService(files.root, home=files.home)
    assert service.receipts() == Failure(BrokenLedger(str(ledger_of(files))))
    assert service.receipt("a") == service.diff("a", "b") == service.receipts()
    assert service.status().map(lambda status: status.last) == Success(service.receipts())
    assert service.preview(server_url="http://127.0.0.1:1").map(lambda seen: seen.snapshot.warnings) == Success(
        (LedgerLost(str(ledger_of(files)), "it is no longer a database"),)
    )
    assert [path.name for path in ledger_of(files).parent.iterdir()] == ["ledger.db"]


def interrupted(path: Path) -> None:
    """Leave the ledger as a killed writer does: half written, with a journal next to it."""
    copies = [path, path.with_name(f"{path.name}-journal")]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        connection.execute("UPDATE publishes SET key = 'half'")
        connection.execute("CREATE TABLE large AS SELECT zeroblob(100000) AS content")
        contents = [copy.read_bytes() for copy in copies]
    for copy, content in zip(copies, contents, strict=True):
        copy.write_bytes(content)


def test_a_writer_that_was_killed(tmp_path: Path) -> None:
    """The next reader rolls the half-written transaction back, so the entries are unchanged."""
    files = make_project(tmp_path)
    with scripted() as server:
        published(files, server.url)
        held(files, "another")
        chained = published(files, server.url)
        before = entries(files.home)
        interrupted(ledger_of(files))
        assert b"half" in ledger_of(files).read_bytes()
        assert entries(files.home) == before
        interrupted(ledger_of(files))
        again = published(files, server.url)
    assert (again.idempotency_key, again.warnings) == (chained.idempotency_key, ())


def in_place_of_its_folder(path: Path) -> None:
    """Put a file in the place of the ledger's folder."""
    write(path.parent, b"")


def in_its_place(path: Path) -> None:
    """Put a folder in the place of the ledger."""
    path.mkdir(parents=True)


def of_another_kind(path: Path) -> None:
    """Put another database in the place of the ledger."""
    path.parent.mkdir()
    changed("CREATE TABLE publishes (something)")(path)


LOST: Mapping[str, Callable[[Path], None]] = {
    "a file in place of its folder": in_place_of_its_folder,
    "a folder in its place": in_its_place,
    "a table of another kind": of_another_kind,
}


@pytest.mark.parametrize("spoil", LOST.values(), ids=LOST.keys())
def test_a_ledger_that_cannot_be_written(spoil: Callable[[Path], None], tmp_path: Path) -> None:
    """The publish works as on a machine that never published before, with a warning."""
    files = make_project(tmp_path)
    spoil(ledger_of(files))
    with scripted() as server:
        receipts = [published(files, server.url) for _ in range(2)]
    assert [receipt.idempotency_key for receipt in receipts] == [first_key(receipts[0].digest)] * 2
    for receipt in receipts:
        (kind,) = {type(warning) for warning in receipt.warnings}
        assert kind is LedgerLost


def test_a_ledger_that_cannot_be_read(tmp_path: Path) -> None:
    """Reading the history fails."""
    files = make_project(tmp_path)
    in_its_place(ledger_of(files))
    found = TrackerService(files.root, home=files.home).receipts()
    assert isinstance(found.failure(), LedgerIsLost)


def published_under(files: Files, url: str, *before: str) -> subprocess.CompletedProcess[str]:
    """Publish in a process that is started by the command *before*, and that writes only the ledger."""
    return subprocess.run(
        [*before, TRACKPOST, "publish", "--root", files.root, "--server-url", url],
        env={**files.env, "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=FOREVER,
    )


def test_a_full_disk(tmp_path: Path) -> None:
    """If the ledger cannot grow, the publish still works, and the ledger is unchanged."""
    files = make_project(tmp_path)
    with scripted() as server:
        published(files, server.url)
        held(files, "another")
        size = ledger_of(files).stat().st_size
        ended = published_under(files, server.url, "prlimit", f"--fsize={size}")
        sent = len(server.asked)
    assert (ended.returncode, sent) == (0, 2)
    assert ended.stderr.startswith(f"trackpost: warning: {ledger_of(files)}: cannot write the ledger (")
    assert [entry.times for entry in entries(files.home)] == [1]


def test_a_home_that_is_read_only(tmp_path: Path) -> None:
    """The publish works, with a warning that it is not recorded."""
    files = make_project(tmp_path)
    files.home.chmod(0o500)
    # Root can write everywhere, unless it gives up the capability.
    without_override = ("setpriv", "--bounding-set", "-dac_override") if os.geteuid() == 0 else ()
    with scripted() as server:
        ended = [published_under(files, server.url, *without_override) for _ in range(2)]
    files.home.chmod(0o700)
    assert [(one.returncode, "cannot write the ledger" in one.stderr) for one in ended] == [(0, True)] * 2
    assert [one.stderr.count("warning") for one in ended] == [1, 1]
    assert not ledger_of(files).parent.exists()
