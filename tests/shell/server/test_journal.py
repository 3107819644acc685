"""How long a question may wait for its turn at the journal."""

import sqlite3
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event
from time import sleep

import pytest
from returns.result import Failure, Result, Success

from tests.support.patience import FOREVER
from trackpost.shell.server.journal import Journal
from trackpost.shell.server.refusals import CANNOT_STORE

SHORT, LONG = 0.02, 0.4
"""Seconds: what a question may wait, and how long the one before it takes."""


def answered() -> None:
    """Take long, for there is much to do."""
    sleep(LONG)


def locked_out() -> None:
    """Take long, and in vain."""
    sleep(LONG)
    raise sqlite3.OperationalError("database is locked")  # noqa: EM101, TRY003 - as SQLite says it


BEFORE: Mapping[str, tuple[Callable[[], None], object]] = {
    "an answer": (answered, Success("its turn")),
    "a locked file": (locked_out, Failure(CANNOT_STORE)),
}


@pytest.mark.parametrize(("before", "expected"), BEFORE.values(), ids=BEFORE.keys())
def test_the_turn_of_a_question(before: Callable[[], None], expected: object) -> None:
    """It waits for any answer before it, and behind a locked file no longer than for the file itself."""
    begun = Event()

    def first(_records: object) -> None:
        begun.set()
        before()

    with closing(Journal(None, SHORT)) as journal, ThreadPoolExecutor(1) as pool:
        pool.submit(journal.ask_now, first)
        assert begun.wait(FOREVER)
        second: Result[str, object] = journal.ask_now(lambda _records: "its turn")
    assert second == expected
