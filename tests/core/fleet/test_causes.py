"""Causes, and what reports say of an outcome."""

from collections.abc import Mapping

import pytest
from attrs import evolve

from tests.core.fleet.samples import BUSY, DENIED, DONE, DRIFT, JIRA, LATER
from trackpost.core.errors import Category
from trackpost.core.fleet.causes import Cause, add_to, by_number, cause_of, error_of
from trackpost.core.fleet.outcome import (
    WORDS,
    AskedToWait,
    Failed,
    Held,
    Outcome,
    RefusedElsewhere,
    Skipped,
    ToldToStop,
    TooManyFailures,
)

ODD = Failed(kind="snapshot_shrank", message="shrank", category=Category.DATA)

CAUSES: Mapping[str, tuple[Outcome, str | None]] = {
    "published": (DONE, None),
    "refused": (DENIED, "token refused by acme.atlassian.net"),
    "a server that is busy": (LATER, "kitty.example asks to try again later"),
    "no host is known": (evolve(DENIED, place=""), "token refused by an unknown host"),
    "no words of its own": (ODD, "snapshot shrank"),
    "no words of its own, at a host": (evolve(ODD, place="kitty.example"), "snapshot shrank at kitty.example"),
    "held": (Held(DRIFT), "held: credentials of another project"),
    "refused before": (Skipped(RefusedElsewhere(JIRA)), "token refused by acme.atlassian.net"),
    "a host that wants to wait": (Skipped(AskedToWait("kitty.example", 1.0)), "skipped: kitty.example asks to wait"),
    "too many failures": (
        Skipped(TooManyFailures(42)),
        "skipped: not started, because 42 projects had failed by then (--max-failures)",
    ),
    "one failure": (
        Skipped(TooManyFailures(1)),
        "skipped: not started, because 1 project had failed by then (--max-failures)",
    ),
    "told to stop": (Skipped(ToldToStop()), "skipped: not done, because the run was told to stop"),
}


@pytest.mark.parametrize(("outcome", "phrase"), CAUSES.values(), ids=CAUSES.keys())
def test_cause_of(outcome: Outcome, phrase: str | None) -> None:
    """The phrase is the same for every project with the same cause."""
    found = cause_of(outcome)
    assert (None if found is None else found[0]) == phrase
    assert outcome.word in WORDS


def test_a_token_is_one_cause() -> None:
    """Those that it was refused for, and those that were spared: the example is the first, which says what to do."""
    causes: Mapping[str, Cause] = {}
    for path, outcome in (("/a", DENIED), ("/b", Skipped(RefusedElsewhere(JIRA)))):
        causes = add_to(causes, path, outcome)
    assert by_number(causes.values()) == (
        Cause(cause="token refused by acme.atlassian.net", number=2, example="/a", message="no"),
    )


def test_causes_are_grouped() -> None:
    """Each has its number, its first project as an example, and those of the most projects come first."""
    outcomes: Mapping[str, Outcome] = {"/a": DONE, "/b": BUSY, "/c": DENIED, "/d": evolve(DENIED, message="other")}
    causes: Mapping[str, Cause] = {}
    for path, outcome in outcomes.items():
        causes = add_to(causes, path, outcome)
    assert by_number(causes.values()) == (
        Cause(cause="token refused by acme.atlassian.net", number=2, example="/c", message="no"),
        Cause(cause="acme.atlassian.net is busy", number=1, example="/b", message="busy"),
    )


ERRORS: Mapping[str, tuple[Outcome, Mapping[str, str] | None]] = {
    "published": (DONE, None),
    "failed": (DRIFT, {"kind": "route_drift", "message": "drift"}),
    "held": (Held(DRIFT), {"kind": "route_drift", "message": "drift"}),
    "skipped": (
        Skipped(ToldToStop()),
        {"kind": "told_to_stop", "message": "not done, because the run was told to stop"},
    ),
}


@pytest.mark.parametrize(("outcome", "expected"), ERRORS.values(), ids=ERRORS.keys())
def test_error_of(outcome: Outcome, expected: Mapping[str, str] | None) -> None:
    """A program gets kind and message."""
    assert error_of(outcome) == expected
