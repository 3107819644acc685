"""The attempts of one publish, as the proxy saw them."""

from collections.abc import Mapping

import pytest
from attrs import evolve

from soak import attempts
from soak.history import History, Request
from soak.ruling import Rule
from tests.soak.stories import B, history, publish, request
from tests.soak.test_said import words


def attempt(at: float, key: str = "key 1") -> Request:
    """Return an attempt of the first publish at this time, which is answered with 503 at once."""
    plain = evolve(request(1, key), began=at, ended=at + 0.01)
    return evolve(plain, passed="nothing", status=None, answered_at=None, told=503)


def story(*requests: Request) -> History:
    """Return the history of one publish."""
    return evolve(history(publish(1)), requests=requests)


STOPPED = evolve(publish(1), signals=("SIGSTOP", "SIGCONT"))
CASES: Mapping[str, tuple[Rule, History, list[str]]] = {
    "the same": (attempts.same_bytes, story(attempt(1.1), attempt(1.2), evolve(attempt(1.3), digest=None)), [""]),
    "not the same": (
        attempts.same_bytes,
        story(attempt(1.1), evolve(attempt(1.2), digest=B)),
        ["the attempts differ under one key"],
    ),
    "another key, another body": (
        attempts.same_bytes,
        story(attempt(1.1), evolve(attempt(1.2, "key 2"), digest=B)),
        [""],
    ),
    "a key that was used": (
        attempts.same_bytes,
        story(evolve(attempt(1.1), passed="everything", status=422)),
        ["the server answered 422", ""],
    ),
    "a part of a request": (attempts.same_bytes, story(evolve(attempt(1.1), passed="a part", status=400)), [""]),
    "nothing": (attempts.same_bytes, story(), []),
    "four": (attempts.only_temporary, story(*map(attempt, (1.1, 1.2, 1.3, 1.4))), [""]),
    "five": (attempts.only_temporary, story(*map(attempt, (1.1, 1.2, 1.3, 1.4, 1.5))), ["it made 5 attempts"]),
    "a fresh key": (attempts.only_temporary, story(evolve(attempt(1.1), told=202), attempt(1.2, "key 2")), [""]),
    "two fresh keys": (
        attempts.only_temporary,
        story(attempt(1.1), attempt(1.2, "key 2"), attempt(1.3, "key 3")),
        ["it used 3 keys"],
    ),
    "after a refusal": (
        attempts.only_temporary,
        story(evolve(attempt(1.1), told=404), attempt(1.2)),
        ["it tried again after 404"],
    ),
    "after a refusal that took long": (
        attempts.only_temporary,
        story(evolve(attempt(1.1), told=404, ended=1.5), attempt(1.4)),
        [""],
    ),
    "after a refusal that a stopped process may not have heard": (
        attempts.only_temporary,
        evolve(history(STOPPED), requests=(evolve(attempt(1.1), told=404), attempt(1.2))),
        [""],
    ),
    "in good time": (attempts.retry_after, story(evolve(attempt(1.1), retry_after=0.5), attempt(1.7)), [""]),
    "too early": (
        attempts.retry_after,
        story(evolve(attempt(1.1), retry_after=0.5), attempt(1.2)),
        ["it came 0.41 s too early"],
    ),
    "nobody asked": (attempts.retry_after, story(attempt(1.1), attempt(1.2)), []),
}


@pytest.mark.parametrize(("rule", "found", "expected"), CASES.values(), ids=CASES.keys())
def test_attempts(rule: Rule, found: History, expected: list[str]) -> None:
    """Each story comes to exactly these rulings."""
    assert words(rule(found)) == expected
