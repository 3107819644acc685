"""What a publish says about itself, held against what the proxy and the server tell."""

from collections.abc import Iterable, Mapping

import pytest
from attrs import evolve

from soak import said
from soak.history import Complaint, History, Said
from soak.ruling import Broken, Excused, Kept, Rule, Ruling
from tests.soak.stories import LOST, REJECTED, REPLAYED, A, B, applied, fault, held, history, publish, request

BUSY = Said(outcome="not_sent", effect="none", error=Complaint("another_publish"))
NO_ROOM = Said(outcome="not_sent", effect="none", error=Complaint("no_room"))
REFUSED = evolve(publish(1, REJECTED), status=76)
UNREACHABLE = evolve(publish(1, Said(outcome="unreachable", effect="none")), status=69)
KILLED = evolve(publish(1, None), status=-9, signals=("SIGKILL",))
UNHEARD = evolve(publish(1, LOST), status=75)
AGAIN = evolve(publish(2, REJECTED), status=76)
NOT_PASSED = evolve(request(2), passed="nothing", status=None, answered_at=None, told=404)
INTERRUPTED = ("SIGINT",)


def words(rulings: Iterable[Ruling]) -> list[str]:
    """Return each ruling in words; nothing is a statement that was kept."""
    return [_in_words(ruling) for ruling in rulings]


def _in_words(ruling: Ruling) -> str:
    match ruling:
        case Kept():
            return ""
        case Excused(reason):
            return reason
        case Broken(_, why):
            return why


CASES: Mapping[str, tuple[Rule, History, list[str]]] = {
    "applied": (said.applied, evolve(history(publish(1)), requests=(request(1),), applied=(applied(1),)), [""]),
    "not in the journal": (
        said.applied,
        evolve(history(publish(1)), requests=(request(1),)),
        ["the server's journal does not have it"],
    ),
    "applied for another publish only": (
        said.applied,
        evolve(history(publish(1), publish(2, None)), requests=(request(2),), applied=(applied(2),)),
        ["the server did not accept it in this publish"],
    ),
    "applied under another key": (
        said.applied,
        evolve(history(publish(1)), requests=(request(1, "key 2"),), applied=(applied(1, "key 2"),)),
        ["the server did not accept it in this publish"],
    ),
    "no effect": (said.no_effect, evolve(history(REFUSED), requests=(evolve(NOT_PASSED, publish=1),)), [""]),
    "an effect after all": (
        said.no_effect,
        evolve(history(REFUSED), requests=(evolve(request(1), told=404),), applied=(applied(1),)),
        ["the server applied what it sent"],
    ),
    "an effect of one that was killed": (
        said.no_effect,
        evolve(history(KILLED, AGAIN), requests=(request(1), NOT_PASSED), applied=(applied(1),)),
        ["the server applied what publish 1 sent under this key"],
    ),
    "an effect of one that was acknowledged": (
        said.no_effect,
        evolve(history(publish(1), AGAIN), requests=(request(1), NOT_PASSED), applied=(applied(1),)),
        [""],
    ),
    "an effect of one that was acknowledged meanwhile": (
        said.no_effect,
        evolve(
            history(KILLED, evolve(AGAIN, ended=4.5), publish(3, REPLAYED)),
            requests=(request(1), evolve(NOT_PASSED, began=4.1), request(3)),
            applied=(applied(1),),
        ),
        [""],
    ),
    "an effect of one that the ledger has lost": (
        said.no_effect,
        evolve(history(KILLED, AGAIN), requests=(request(1), NOT_PASSED), applied=(applied(1),), faults=(fault(),)),
        [""],
    ),
    "an effect of one of two": (
        said.no_effect,
        evolve(
            history(evolve(UNHEARD, ended=3.0), AGAIN),
            requests=(evolve(request(1), answered_at=None), evolve(request(2), passed_at=1.5)),
            applied=(applied(1),),
        ),
        ["another publish sent the same under the same key"],
    ),
    "nothing was sent": (said.unreachable, history(UNREACHABLE), [""]),
    "something was sent": (
        said.unreachable,
        evolve(history(UNREACHABLE), requests=(evolve(request(1, digest=None), passed="nothing"),)),
        ["a request arrived"],
    ),
    "what the cache held": (said.content, evolve(history(publish(1)), requests=(request(1),)), [""]),
    "what the cache held before": (
        said.content,
        evolve(history(publish(1)), requests=(request(1),), held=(held(A, 0.0, 0.9), held(B, 0.9))),
        ["the cache held something else"],
    ),
    "what the cache holds meanwhile": (
        said.content,
        evolve(history(publish(1)), requests=(request(1, digest=B),), held=(held(A, 0.0, 1.3), held(B, 1.3))),
        [""],
    ),
    "the right status": (said.exit_status, history(publish(1)), [""]),
    "success without a success": (
        said.exit_status,
        history(publish(1, LOST)),
        ["it ended with status 0, and reported effect_unknown (None)"],
    ),
    "a crash": (
        said.exit_status,
        history(evolve(publish(1, None), status=1)),
        ["it ended with status 1, and reported nothing"],
    ),
    "a segmentation fault": (
        said.exit_status,
        history(evolve(publish(1, None), status=-11)),
        ["it ended with status -11, and reported nothing"],
    ),
    "killed by nobody here": (
        said.exit_status,
        history(evolve(publish(1, None), status=-9)),
        ["it ended with status -9, and reported nothing"],
    ),
    "killed": (said.exit_status, history(KILLED), []),
    "interrupted": (said.exit_status, history(evolve(publish(1, None), status=130, signals=INTERRUPTED)), [""]),
    "interrupted by nobody here": (
        said.exit_status,
        history(evolve(publish(1, None), status=130)),
        ["it ended with status 130, and reported nothing"],
    ),
    "the lock was taken": (said.exit_status, history(evolve(publish(1, BUSY), status=75)), [""]),
    "no room": (said.exit_status, history(evolve(publish(1, NO_ROOM), status=73, has_full_disk=True)), [""]),
    "room": (said.exit_status, history(evolve(publish(1, NO_ROOM), status=73)), ["there was room"]),
    "an error that cannot be": (
        said.exit_status,
        history(evolve(publish(1, evolve(BUSY, error=Complaint("not_bound"))), status=78)),
        ["it ended with status 78, and reported not_sent (not_bound)"],
    ),
    "in time": (said.deadline, history(publish(1)), [""]),
    "late": (said.deadline, history(evolve(publish(1), ended=8.0)), ["it ended 5.0 s after its deadline"]),
    "late because it was stopped": (said.deadline, history(evolve(publish(1), ended=8.0, continued=7.9)), [""]),
    "a quiet output": (said.output, history(evolve(publish(1), output="trackpost: error")), [""]),
    "a token": (said.output, history(evolve(publish(1), output="Bearer token-1")), ["it printed its token"]),
    "a traceback": (
        said.output,
        history(evolve(publish(1), output="Traceback ...\nOSError")),
        ["it printed a traceback"],
    ),
    "a traceback of Python": (
        said.output,
        history(evolve(publish(1, None), status=-2, signals=INTERRUPTED, output="Traceback ...\nKeyboardInterrupt\n")),
        [""],
    ),
    "the status of Python": (
        said.exit_status,
        history(evolve(publish(1, None), status=1, signals=INTERRUPTED, output="Traceback ...\nKeyboardInterrupt\n")),
        ["Python was interrupted before the program began"],
    ),
}


@pytest.mark.parametrize(("rule", "story", "expected"), CASES.values(), ids=CASES.keys())
def test_what_is_said(rule: Rule, story: History, expected: list[str]) -> None:
    """Each story comes to exactly these rulings."""
    assert words(rule(story)) == expected


def test_a_trace_begins_with_what_matters() -> None:
    """With the publish that was killed, if a later one denies what that did."""
    story = evolve(history(KILLED, AGAIN), requests=(request(1), NOT_PASSED), applied=(applied(1),))
    assert [ruling.since for ruling in said.no_effect(story) if isinstance(ruling, Broken)] == [1]


TRACEBACK = 'Traceback (most recent call last):\n  File "{}", line 7, in x\n{}\n'
STARTING: Mapping[str, tuple[tuple[str, ...], str, bool]] = {
    "while it imports": (("SIGINT",), TRACEBACK.format("/lib/site.py", "KeyboardInterrupt"), True),
    "while it opens its streams": (("SIGINT",), TRACEBACK.format("<frozen io>", "TypeError: x"), True),
    "while it makes its first module": (
        ("SIGINT",),
        TRACEBACK.format("<frozen importlib>", "KeyboardInterrupt:"),
        True,
    ),
    "nobody interrupted it": ((), TRACEBACK.format("<frozen io>", "TypeError: x"), False),
    "the program itself": (("SIGINT",), TRACEBACK.format("/src/cli.py", "TypeError: x"), False),
}


@pytest.mark.parametrize(("signals", "output", "expected"), STARTING.values(), ids=STARTING.keys())
def test_python_that_never_began(signals: tuple[str, ...], output: str, expected: object) -> None:
    """It was interrupted before the program ran, and says so in its own words."""
    assert evolve(publish(1, None), signals=signals, output=output).never_began is expected
