"""A real process on file systems without locks, shared memory, hard links or synced folders."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.files import Files, make_project
from tests.support.lacking import LACKS, library
from tests.support.ledger import entries
from tests.support.patience import FOREVER
from tests.support.process import bare
from tests.support.scripted_server import scripted

WORK = """
import json, sys
from pathlib import Path
from trackpost import TrackerService

found = []
for root, home in zip(sys.argv[2::2], sys.argv[3::2]):
    service = TrackerService(root, home=Path(home))
    results = [
        service.sync_publish(server_url=sys.argv[1], deadline_seconds=20),
        service.map_add(wp_id="WP09", external_id="2"),
        service.bind(provider="jira", workspace="acme.example", credentials={"email": "dev@acme.example"}),
        service.status(),
    ]
    found.append([[type(warning).__name__ for warning in result.unwrap().warnings] for result in results])
print(json.dumps(found))
"""

LOST: Mapping[str, list[list[str]]] = {
    "locks": [["NoFileLocks"], ["NoFileLocks"], ["NoFileLocks"], []],
    "shared memory": [[], [], [], []],
    "links and synced folders": [[], [], [], []],
}


def with_a_log(files: Files) -> Files:
    """Give the cache a write-ahead log, as a pull on another file system does."""
    with closing(sqlite3.connect(files.cache, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("DELETE FROM tracker_mappings")
    return files


@pytest.mark.parametrize("lack", LACKS)
def test_everything_works(lack: str, tmp_path: Path) -> None:
    """Publish, link, bind and status succeed at once; without locks, there is a warning."""
    projects = make_project(tmp_path / "plain"), with_a_log(make_project(tmp_path / "logged"))
    folders = [str(path) for files in projects for path in (files.root, files.home)]
    with scripted() as server:
        ended = subprocess.run(
            [sys.executable, "-c", WORK, server.url, *folders],
            env=bare({"LD_PRELOAD": library(tmp_path, lack)}),
            capture_output=True,
            text=True,
            check=False,
            timeout=FOREVER,
        )
    assert (ended.stderr, json.loads(ended.stdout)) == ("", [LOST[lack]] * 2)
    for files in projects:
        assert [entry.state for entry in entries(files.home)] == ["acknowledged"]
        with closing(sqlite3.connect(files.cache)) as connection:
            assert connection.execute("SELECT count(*) FROM tracker_mappings WHERE wp_id = 'WP09'").fetchone() == (1,)
