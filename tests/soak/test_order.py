"""What the server holds in the end, or when a publish says that it arrived."""

from collections.abc import Mapping

import pytest
from attrs import evolve

from soak import order
from soak.history import History
from soak.ruling import Rule
from tests.soak.stories import (
    ALWAYS,
    DELIVERED,
    FINAL,
    HERE,
    LOST,
    REPLAYED,
    THERE,
    A,
    B,
    applied,
    fault,
    held,
    history,
    publish,
    request,
)
from tests.soak.test_said import words

OF_B = evolve(DELIVERED, idempotency_key="key 2", digest=B)
LOST_B = evolve(LOST, idempotency_key="key 2", digest=B)
WARNED = evolve(OF_B, warnings=("ledger.db: cannot write the ledger (disk is full)",))
FINALLY = evolve(publish(1, evolve(DELIVERED, digest=FINAL)), is_final=True)
A_B_A = evolve(
    history(), requests=(request(1), request(2, "key 2", B), request(3)), applied=(applied(1), applied(2, "key 2", B))
)
"""A is applied, then B, and the third publish gets a replay of the first."""
TWICE = evolve(history(), requests=(request(1), request(2, "key 2")), applied=(applied(1), applied(2, "key 2")))
"""A is applied under two keys."""
CASES: Mapping[str, tuple[Rule, History, list[str]]] = {
    "it is there": (order.wins, evolve(history(publish(1)), requests=(request(1),), applied=(applied(1),)), [""]),
    "it is still there": (
        order.wins,
        evolve(history(publish(1), publish(2, REPLAYED)), requests=(request(1), request(2)), applied=(applied(1),)),
        ["", ""],
    ),
    "another one is there": (
        order.wins,
        evolve(A_B_A, publishes=(publish(1), publish(2, OF_B), publish(3, REPLAYED))),
        ["", "", "the server has applied B since"],
    ),
    "another one of a publisher that was killed": (
        order.wins,
        evolve(
            A_B_A,
            publishes=(publish(1), evolve(publish(2, None), status=-9, signals=("SIGKILL",)), publish(3, REPLAYED)),
        ),
        ["", "the server has applied B since"],
    ),
    "another one of another machine": (
        order.wins,
        evolve(A_B_A, publishes=(publish(1), evolve(publish(2, OF_B), target=THERE), publish(3, REPLAYED))),
        ["", "", "another machine published"],
    ),
    "another one that was not recorded": (
        order.wins,
        evolve(A_B_A, publishes=(publish(1), publish(2, WARNED), publish(3, REPLAYED))),
        ["", "", "the publish in between could not be recorded"],
    ),
    "another one that had no chance to be recorded": (
        order.wins,
        evolve(
            A_B_A,
            publishes=(publish(1), evolve(publish(2, None), status=-9, signals=("SIGKILL",)), publish(3, REPLAYED)),
            faults=(fault(began=2.0, ended=2.9),),
        ),
        ["", "the publish in between could not be recorded"],
    ),
    "another one that came late": (
        order.wins,
        evolve(
            history(evolve(publish(1, LOST_B), status=75, ended=1.9), evolve(publish(2), ended=3.5)),
            requests=(evolve(request(1, "key 2", B), answered_at=None), evolve(request(2), answered_at=3.2)),
            applied=(applied(2), evolve(applied(2, "key 2", B), at=2.9)),
        ),
        ["a request outlived its publisher"],
    ),
    "an answer that nobody heard": (
        order.wins,
        evolve(
            history(publish(1), publish(2, OF_B)),
            requests=(request(1), evolve(request(1), answered_at=3.5, told=None), request(2, "key 2", B)),
            applied=(applied(1), applied(2, "key 2", B)),
        ),
        ["", ""],
    ),
    "once": (
        order.once,
        evolve(A_B_A, publishes=(publish(1), publish(2, OF_B), publish(3, REPLAYED))),
        [""],
    ),
    "twice": (
        order.once,
        evolve(TWICE, publishes=(publish(1), publish(2))),
        ["the server applied the same content again"],
    ),
    "twice, with a ledger that was lost": (
        order.once,
        evolve(TWICE, publishes=(publish(1), publish(2)), faults=(fault(),)),
        [],
    ),
    "twice, by two machines": (order.once, evolve(TWICE, publishes=(publish(1), evolve(publish(2), target=THERE))), []),
    "twice, with an edit in between": (
        order.once,
        evolve(TWICE, publishes=(publish(1), publish(2)), held=(held(A, 0.0, 1.9), held(B, 1.9, 1.95), held(A, 1.95))),
        ["the content had changed in between"],
    ),
    "twice, with a refusal in between": (
        order.once,
        evolve(
            history(publish(1), publish(2)),
            requests=(request(1), evolve(request(1), told=404, passed="nothing"), request(2, "key 2")),
            applied=TWICE.applied,
        ),
        ["the key was refused for good in between"],
    ),
    "recorded": (
        order.recorded,
        evolve(history(publish(1)), requests=(request(1),), recorded={HERE: frozenset({("key 1", A)})}),
        [""],
    ),
    "not recorded": (
        order.recorded,
        evolve(history(publish(1)), requests=(request(1),), recorded={HERE: frozenset({("key 2", B)})}),
        ["the ledger does not know the key key 1"],
    ),
    "recorded in a ledger that was lost": (
        order.recorded,
        evolve(history(publish(1)), requests=(request(1),), faults=(fault(),)),
        [],
    ),
    "the last one": (
        order.last,
        evolve(history(FINALLY), applied=(applied(1, digest=FINAL),), held=(held(FINAL, *ALWAYS),)),
        [""],
    ),
    "not the last one": (
        order.last,
        evolve(
            history(FINALLY), applied=(applied(0, digest=FINAL), applied(1, "key 2", B)), held=(held(FINAL, *ALWAYS),)
        ),
        ["the server holds B"],
    ),
    "the last one did not arrive": (
        order.last,
        evolve(history(evolve(FINALLY, said=LOST)), applied=(applied(1, digest=FINAL),), held=(held(FINAL, *ALWAYS),)),
        ["the server holds Z"],
    ),
}


@pytest.mark.parametrize(("rule", "story", "expected"), CASES.values(), ids=CASES.keys())
def test_what_is_there(rule: Rule, story: History, expected: list[str]) -> None:
    """Each story comes to exactly these rulings."""
    assert words(rule(story)) == expected
