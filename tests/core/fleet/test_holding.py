"""What is held, and when the next try is."""

from collections.abc import Mapping

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests.core.fleet.samples import BUSY, DENIED, DONE, DRIFT, LATER, record, tried
from tests.core.strategies import QUICK
from trackpost.core.errors import Category
from trackpost.core.fleet.holding import (
    Record,
    after,
    as_of,
    failure_in,
    held,
    is_passing,
    next_look,
    next_try,
    obstacle,
    pause,
)
from trackpost.core.fleet.outcome import AskedToWait, Failed, Held, Outcome, Published, Skipped, ToldToStop
from trackpost.core.fleet.schedule import due_at

PERIOD = 900

OBSTACLES: Mapping[str, tuple[Record | None, str, Held | Skipped | None]] = {
    "never tried": (None, "a", None),
    "published": (record(DONE), "a", None),
    "failed for good": (record(DRIFT), "a", Held(DRIFT)),
    "failed for good, and its files have changed": (record(DRIFT), "b", None),
    "failed for good, and released": (record(DRIFT, is_released=True), "a", None),
    "refused": (record(DENIED), "a", Held(DENIED)),
    "failed for now": (record(BUSY), "a", None),
    "asked to wait": (record(LATER), "a", Skipped(AskedToWait("kitty.example", 5_000.0))),
    "asked to wait, and released": (record(LATER, is_released=True), "a", None),
    "asked to wait, until now": (record(evolve(LATER, retry_at=1_000.0)), "a", None),
    "refused until later": (record(evolve(DENIED, retry_at=5_000.0)), "a", Held(evolve(DENIED, retry_at=5_000.0))),
}


@pytest.mark.parametrize(("known", "files", "expected"), OBSTACLES.values(), ids=OBSTACLES.keys())
def test_obstacle(known: Record | None, files: str, expected: Held | Skipped | None) -> None:
    """What failed for good is held until its files change or somebody releases it; what failed for now is tried."""
    assert obstacle(known, files, 1_000.0) == expected


AHEAD = 1e8
"""Seconds by which a clock was wrong."""
AHEAD_LATER = evolve(LATER, retry_at=AHEAD + 5_000.0)


def test_a_clock_that_was_set_back() -> None:
    """What it recorded moves back with it, or nothing would be tried until it is as late again."""
    known = Record(last=evolve(record(DONE).last, began=AHEAD + 990, ended=AHEAD + 1_000), published=AHEAD + 1_000)
    assert as_of(known, 1_000.0) == Record(last=evolve(known.last, began=990.0, ended=1_000.0), published=1_000.0)
    assert as_of(known, AHEAD + 1_000) == known
    assert as_of(None, 1_000.0) is None
    waits = Record(last=evolve(known.last, outcome=AHEAD_LATER), failures=1)
    assert obstacle(waits, "a", 1_000.0) == Skipped(AskedToWait("kitty.example", 5_000.0))
    assert next_look(AHEAD_LATER, waits, "/srv/billing", PERIOD, 1_000.0) == 5_000.0
    refused = Record(last=evolve(known.last, outcome=DRIFT), failures=1)
    assert next_look(DRIFT, refused, "/srv/billing", PERIOD, 1_000.0) < 1_000 + 1.5 * PERIOD


@pytest.mark.parametrize("category", Category)
def test_which_failures_pass(category: Category) -> None:
    """Those of the network, of others and of the machine; not those of the project, of its credentials, of a bug."""
    passing = {Category.UNAVAILABLE, Category.TEMPORARY, Category.INTERRUPTED, Category.NOT_WRITTEN}
    failed = record(evolve(DRIFT, category=category))
    assert is_passing(category) == (category in passing)
    assert (held(failed, "a") is None) == (category in passing)


TRIES: Mapping[str, tuple[Record | None, float | None]] = {
    "never tried": (None, None),
    "released": (record(DRIFT, is_released=True), None),
    "failed once": (record(BUSY), 1_060.0),
    "failed four times": (record(BUSY, failures=4), 1_480.0),
    "failed a hundred times": (record(BUSY, failures=100), 1_900.0),
    "asked to wait": (record(LATER), 5_000.0),
}


@pytest.mark.parametrize(("known", "expected"), TRIES.values(), ids=TRIES.keys())
def test_next_try(known: Record | None, expected: float | None) -> None:
    """A passing failure is tried again after a pause that doubles, or when the host said."""
    assert next_try(known, "/srv/billing", PERIOD) == expected


@pytest.mark.parametrize("outcome", [DONE, DRIFT])
def test_everything_else_has_its_moment(outcome: object) -> None:
    """What is published comes again in its next period, and what is held is looked at then."""
    known = record(DONE if outcome is DONE else DRIFT)
    due = next_try(known, "/srv/billing", PERIOD)
    assert due is not None
    assert 990 + PERIOD / 2 <= due < 990 + 1.5 * PERIOD


@QUICK
@given(st.integers(1, 10**6), st.integers(1, 10**7))
def test_a_pause_never_shrinks_and_never_exceeds_the_period(failures: int, period: int) -> None:
    """It grows with each failure, up to the period."""
    assert 0 < pause(failures, period) <= pause(failures + 1, period) <= period


def test_what_is_remembered() -> None:
    """Failures in a row are counted, the last success is kept, and a success forgets the failures."""
    first = after(None, tried(BUSY))
    second = after(first, tried(DRIFT, ended=2_000.0))
    third = after(evolve(second, asked=1), tried(DONE, ended=3_000.0))
    fourth = after(third, tried(BUSY, ended=4_000.0))
    assert [(one.failures, one.published, one.is_released) for one in (first, second, third, fourth)] == [
        (1, None, False),
        (2, None, False),
        (0, 3_000.0, False),
        (1, 3_000.0, False),
    ]


LOOKS: Mapping[str, tuple[Outcome, float]] = {
    "a host that wants to wait": (Skipped(AskedToWait("kitty.example", 7_000.0)), 7_000.0),
    "a failure for now": (BUSY, 1_060.0),
    "held": (Held(DRIFT), due_at("/srv/billing", PERIOD, 2_000.0)),
    "skipped": (Skipped(ToldToStop()), due_at("/srv/billing", PERIOD, 2_000.0)),
    "published": (DONE, due_at("/srv/billing", PERIOD, 990.0)),
}


@pytest.mark.parametrize(("outcome", "expected"), LOOKS.values(), ids=LOOKS.keys())
def test_next_look(outcome: Outcome, expected: float) -> None:
    """What was tried has its next try; what was not is looked at in its next period, or when its host said."""
    known = record(outcome) if isinstance(outcome, Published | Failed) else record(DRIFT)
    assert next_look(outcome, known, "/srv/billing", PERIOD, 2_000.0) == expected


def test_what_is_not_remembered_is_looked_at_at_once() -> None:
    """As when the state could not be written."""
    assert next_look(DONE, None, "/srv/billing", PERIOD, 2_000.0) == 2_000.0


LASTING: Mapping[str, tuple[Outcome, str | None]] = {
    "published": (DONE, None),
    "skipped": (Skipped(ToldToStop()), "for now"),
    "held": (Held(DRIFT), "for good"),
    "failed for good": (DENIED, "for good"),
    "failed for now": (BUSY, "for now"),
}


@pytest.mark.parametrize(("outcome", "expected"), LASTING.values(), ids=LASTING.keys())
def test_failure_in(outcome: Outcome, expected: str | None) -> None:
    """A run ends with the worst of them."""
    assert failure_in(outcome) == expected
