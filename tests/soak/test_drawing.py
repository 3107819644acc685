"""What a soak draws: the same from the same seed, and everything there is."""

import gzip
from itertools import islice
from random import Random

from soak.agenda import Agenda
from soak.history import Target
from soak.mischief import TABLE, draw
from soak.plan import Plan, Publishing, ShutDoor, SpoilLedger, SpoilServer, Step
from soak.wire import Head, compressed, encoded, parse_head, publish_of, token_of

SPOILT, CALM = Target("m1", "alpha"), Target("m2", "beta")
PLAN = Plan((SPOILT, CALM), frozenset({"m1"}))


def chance(seed: int | str) -> Random:
    """Return what is drawn from."""
    return Random(seed)  # noqa: S311 - no secret


def drawn(seed: int, count: int = 3000) -> list[Step]:
    """Return the first steps that are drawn from a seed."""
    return [step for _, step in islice(PLAN.steps(chance(seed)), count)]


def test_the_same_from_the_same_seed() -> None:
    """And another plan from another seed."""
    assert drawn(1, 100) == drawn(1, 100) != drawn(2, 100)
    assert draw(chance("a")) == draw(chance("a"))


def test_everything_is_drawn() -> None:
    """Each kind of step, each way to publish, each signal, and each mischief."""
    steps = drawn(1)
    publishes = [step for step in steps if isinstance(step, Publishing)]
    assert {type(step) for step in steps} == {Publishing, SpoilLedger, SpoilServer, ShutDoor}
    assert len({step.way for step in publishes}) == 4
    assert {step.signal and step.signal.name for step in publishes} == {None, "SIGKILL", "SIGSTOP", "SIGINT", "SIGTERM"}
    assert {step.content for step in publishes} == {None, *"ABCD"}
    drawing = chance(1)
    assert {draw(drawing)[0] for _ in range(5000)} == set(TABLE)


def test_a_calm_machine_is_left_alone() -> None:
    """Its ledger must know everything, and so nobody there is in a hurry or short of room."""
    steps = drawn(1)
    assert {step.machine for step in steps if isinstance(step, SpoilLedger)} == {"m1"}
    calm = [step for step in steps if isinstance(step, Publishing) and step.target == CALM]
    assert not any(step.has_full_disk for step in calm)
    assert min(step.deadline for step in calm) == 3.0


def test_no_mischief_tells_a_lie() -> None:
    """What says by the contract that nothing was applied has passed nothing on; and nobody is told of a success."""
    drawing = chance(1)
    for _, make in TABLE.values():
        for mischief in [make(drawing) for _ in range(50)]:
            answer = mischief.answer
            if answer is not None and answer.body.startswith(b"{"):
                assert mischief.passes == 0.0
            if answer is not None and answer.status in {200, 202}:
                assert not answer.body.startswith(b"{")


def test_a_head_is_passed_on_for_another_host() -> None:
    """Everything else stays as it is."""
    head = parse_head(b"POST /x HTTP/1.1\r\nHost: here\r\nContent-Length: 3\r\n\r\n")
    assert head.length == 3
    assert head.replaced(host="there").encoded() == b"POST /x HTTP/1.1\r\nContent-Length: 3\r\nhost: there\r\n\r\n"


def test_an_answer_of_the_proxy() -> None:
    """It is HTTP, unless it has no status."""
    drawn_answers = (make(chance(1)).answer for _, make in TABLE.values())
    for answer in filter(None, drawn_answers):
        content = encoded(answer)
        head, _, body = content.partition(b"\r\n\r\n")
        if answer.status is None:
            assert content == answer.body
        else:
            assert (parse_head(head).status, parse_head(head).length, body) == (
                answer.status,
                len(answer.body),
                answer.body,
            )


def test_an_answer_is_compressed() -> None:
    """Its length is that of what goes over the wire."""
    head, body = compressed(Head("HTTP/1.1 200 OK", (("content-length", "2"),)), b"{}")
    assert (gzip.decompress(body), head.length, head.field("content-encoding")) == (b"{}", len(body), "gzip")


def test_the_proxy_knows_who_sends_a_request() -> None:
    """Unless it comes without a token."""
    assert publish_of(Head("POST / HTTP/1.1", (("authorization", f"Bearer {token_of(7)}"),))) == 7
    assert publish_of(Head("POST / HTTP/1.1", ())) == 0


def test_an_agenda_is_done_in_time() -> None:
    """What is due, in the order of time; nothing else."""
    agenda, done = Agenda(), list[str]()
    agenda.after(-1.0, lambda: done.append("second"))
    agenda.after(60.0, lambda: done.append("later"))
    agenda.after(-2.0, lambda: done.append("first"))
    agenda.do()
    assert (done, len(agenda)) == (["first", "second"], 1)
