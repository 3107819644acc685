"""The list of statements, and what is printed of them."""

from attrs import evolve

from soak.ruling import Kept
from soak.statements import STATEMENTS
from soak.tally import Tally
from soak.trace import trace
from tests.soak.stories import DELIVERED, QUIET, fault, publish
from tests.support.repository import ROOT


def test_each_is_made_by_its_document() -> None:
    """In these words, however the lines are broken."""
    documents = {one.document: " ".join((ROOT / one.document).read_text().split()) for one in STATEMENTS}
    assert [one.name for one in STATEMENTS if one.words not in documents[one.document]] == []


def test_each_is_checked_and_kept_in_a_quiet_round() -> None:
    """None is true because there was nothing to check."""
    rulings = {one.name: list(one.rule(QUIET)) for one in STATEMENTS}
    assert [name for name, found in rulings.items() if not found or set(found) != {Kept()}] == []


LYING = evolve(
    QUIET,
    publishes=(*QUIET.publishes, evolve(publish(5, evolve(DELIVERED, idempotency_key="key 3")), output="So it says.")),
    faults=(fault(began=5.2, ended=5.4),),
)
PASSED = "A under key 1: passed on: passed everything on, the server answered 202, told 202, took 0.100 s"
(APPLIED,) = (one for one in STATEMENTS if one.name == "the effect is applied")


def test_a_trace_tells_all_that_matters() -> None:
    """From the publish on, in the order of time."""
    (broken,) = Tally().rule(APPLIED, APPLIED.rule(LYING))
    assert trace(LYING, APPLIED, broken).splitlines() == [
        "BROKEN: the effect is applied (docs/explanation/delivery.md: the server answered that it has this snapshot)",
        "publish 5 of m1/alpha: the server did not accept it in this publish",
        "     0.000  publish 5 of m1/alpha begins: forks",
        "     0.200  m1: the ledger was deleted for 0.200 s",
        "     1.000  publish 5 ends: status 0, delivered (None), effect applied, A under key 3",
        "It printed: So it says.",
    ]


def test_a_trace_of_all_that_came_before() -> None:
    """With every request and everything that was applied."""
    (broken,) = Tally().rule(APPLIED, APPLIED.rule(LYING))
    told = trace(LYING, APPLIED, evolve(broken, since=0)).splitlines()
    assert [line[12:] for line in told[2:9]] == [
        "publish 1 of m1/alpha begins: forks",
        "request of publish 1: A under key 1: passed on: passed nothing on, told 503, took 0.000 s",
        f"request of publish 1: {PASSED}",
        "the server applies A under key 1, of publish 1",
        "publish 1 ends: status 0, delivered (None), effect applied, A under key 1",
        "publish 2 of m1/alpha begins: forks",
        f"request of publish 2: {PASSED}",
    ]


def test_a_table_of_what_was_done() -> None:
    """Everything is counted, also what was never checked."""
    tally = Tally()
    tally.count(LYING)
    tally.rule(APPLIED, APPLIED.rule(LYING))
    tally.rule(evolve(APPLIED, name="never said"), ())
    lines = tally.table().splitlines()
    assert [line for line in lines if line.endswith((" publishes", " applied", "deleted", "said"))] == [
        "         1  faults: machine: the ledger was deleted",
        "         5  publishes",
        "         4  reports: effect applied",
        "         2  snapshots applied",
        "         0  never said",
        "         3  the effect is applied",
    ]
    assert tally.progress == "1 rounds, 5 publishes, 1 statements were broken"
