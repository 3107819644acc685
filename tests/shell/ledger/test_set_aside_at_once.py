"""A broken ledger that several processes find at once is set aside once, without a new record in it."""

import sqlite3
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from tests.support.files import CONFIG, Files, make_project, write
from tests.support.ledger import entries, ledger_of
from tests.support.process import trackpost
from tests.support.scripted_server import scripted
from trackpost import Success, TrackerService
from trackpost.shell.ledger.transactions import ledger_path, write_ledger

AT_ONCE = 3
ROUNDS = 200
PATIENCE = 60.0
SETS_ASIDE = """
import sys
from pathlib import Path
from trackpost.shell.ledger.aside import set_aside
for line in sys.stdin:
    path = Path(sys.argv[1])
    has_records = lambda: path.exists() and path.stat().st_size > 0
    print(set_aside(path, float(sys.argv[2]), line.strip(), has_records).unwrap(), flush=True)
"""


def project(files: Files, number: int) -> Path:
    """Make another project with the same home; it is another target."""
    root = files.folder / f"project{number}"
    write(root / ".kittify" / "config.yaml", f"{CONFIG}project:\n  slug: p{number}\n")
    return root


def not_a_database(path: Path) -> None:
    """Overwrite the ledger with other bytes."""
    path.write_bytes(b"this is not a database" * 1_000)


def broken_rows(path: Path) -> None:
    """Break the rows of the database."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE publishes SET key = 'broken'")


BROKEN: Mapping[str, Callable[[Path], None]] = {"not a database": not_a_database, "broken rows": broken_rows}


@pytest.mark.parametrize("spoil", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_ledger_that_many_find_at_once(spoil: Callable[[Path], None], tmp_path: Path) -> None:
    """Of several processes with different targets, all publishes arrive and are recorded in the new ledger."""
    files = make_project(tmp_path)
    roots = [project(files, number) for number in range(AT_ONCE)]
    with scripted() as server, ThreadPoolExecutor(AT_ONCE) as pool:
        for root in roots:
            TrackerService(root, home=files.home).sync_publish(server_url=server.url).unwrap()
        spoil(ledger_of(files))
        ended = list(
            pool.map(
                lambda root: trackpost("publish", "--root", root, "--server-url", server.url, env=files.env), roots
            )
        )
    asides = [path.name for path in ledger_of(files).parent.iterdir() if ".broken-" in path.name]
    lines = [line for one in ended for line in one.stderr.splitlines()]
    assert [one.exit_code for one in ended] == [0] * AT_ONCE
    assert [line for line in lines if "set aside" not in line] == []
    assert (len(asides), len(lines)) == (1, 1)
    assert sorted(entry.target.project for entry in entries(files.home)) == [f"p{number}" for number in range(AT_ONCE)]


def test_a_record_while_another_process_sets_the_ledger_aside(tmp_path: Path) -> None:
    """Whenever it is renamed, before it is opened or after, the record is made in one of the two."""
    path = ledger_path(tmp_path)
    write_ledger(path, PATIENCE, lambda _connection: None).unwrap()
    with Popen([sys.executable, "-c", SETS_ASIDE, path, str(PATIENCE)], stdin=PIPE, stdout=PIPE, text=True) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        for number in range(ROUNDS):
            print(number, file=other.stdin, flush=True)
            assert write_ledger(path, PATIENCE, lambda _connection: "recorded") == Success("recorded")
            assert other.stdout.readline() in {f"{path}.broken-{number}\n", "None\n"}
        other.stdin.close()
