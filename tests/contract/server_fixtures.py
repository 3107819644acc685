"""Generate the fixtures for builders of servers: bodies, look-ups, chains of keys, and sequences of exchanges.

They are committed in ``contracts/fixtures/server/``; ``python -m tests.contract.server_fixtures`` writes them again.
Each is plain JSON, for any language: contracts/tracker-snapshot-publish.md, "Fixtures".
"""

import json
from collections.abc import Mapping
from pathlib import Path

from tests.contract.applied_fixtures import applied
from tests.contract.body_fixtures import bodies, checks
from tests.contract.key_fixtures import chains
from tests.contract.lookup_fixtures import lookups
from tests.contract.sequence_fixtures import sequences
from tests.contract.snapshot_fixtures import FOLDER as SNAPSHOTS

FOLDER = SNAPSHOTS.parent / "server"


def files() -> Mapping[str, bytes]:
    """Return the content of all files, by name."""
    contents = {
        "applied.json": applied(),
        "bodies.json": bodies(),
        "checks.json": checks(),
        "lookups.json": lookups(),
        "keys.json": chains(),
        "sequences.json": sequences(),
    }
    return {name: f"{json.dumps(content, indent=2)}\n".encode() for name, content in contents.items()}


def write(folder: Path) -> None:
    """Write all files to *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    write(FOLDER)
