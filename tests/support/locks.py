"""Lock files as another program does."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock on a file, as another program does."""
    with closing(sqlite3.connect(path.with_name(f"{path.name}.lock"), isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield
