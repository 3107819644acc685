"""Plays rounds until the time is over or a statement is broken, and prints what came of it."""

import secrets
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from itertools import count
from time import monotonic

from .publisher import prepare
from .round import Round
from .statements import STATEMENTS
from .tally import Tally
from .trace import trace

_SECONDS = 15.0
"""Of faults in one round."""
_BETWEEN = 5.0
"""Seconds between two lines of progress."""
_INTERRUPTED = 130
_SHOWN = 3
"""The most traces that are printed: they are long."""


def main() -> None:
    """Exit 1 if a statement was broken, 130 if it was interrupted."""
    parser = ArgumentParser(prog="python -m soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long to go on; 10 by default")
    parser.add_argument(
        "--seed", type=int, default=None, help="what all chance is drawn from; by default another each time"
    )
    parser.add_argument("--round", type=int, default=None, help="play this round only")
    given = parser.parse_args()
    seed = secrets.randbelow(1_000_000) if given.seed is None else given.seed
    for number in (signal.SIGINT, signal.SIGTERM):
        # Both end the soak and all that it started, and reach publishers, even if whoever started it ignores them.
        signal.signal(number, signal.default_int_handler)
    prepare()
    say(f"seed {seed}")
    tally = Tally()
    until = monotonic() + 60 * given.minutes
    try:
        _play(tally, seed, count(1) if given.round is None else [given.round], until)
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    say(f"\n{tally.table()}\n\nseed {seed}: {tally.verdict}")
    sys.exit(1 if tally.broken else 0)


def _play(tally: Tally, seed: int, numbers: Iterable[int], until: float) -> None:
    shown = monotonic()

    def tell(ended: int) -> None:
        nonlocal shown
        if monotonic() > shown + _BETWEEN:
            shown = monotonic()
            say(f"{until - shown:5.0f} s left: {tally.progress}, and {ended} in round {number}")

    for number in numbers:
        seconds = min(_SECONDS, until - monotonic())
        if seconds <= 0 or tally.broken:
            return
        _judge(tally, Round(seed, number, seconds), tell)


def _judge(tally: Tally, play: Round, tell: Callable[[int], None]) -> None:
    history, fault = play.play(tell)
    tally.count(history)
    if fault is not None:
        tally.broken += 1
        say(fault)
    else:  # a faulty server does not say what it applied
        for statement in STATEMENTS:
            for broken in tally.rule(statement, statement.rule(history))[:_SHOWN]:
                say(f"\n{trace(history, statement, broken)}")
    if tally.broken:
        say(f"\nto play this round again: python -m soak --seed {play.seed} --round {play.number}")


def say(text: str) -> None:
    """Print *text* at once."""
    print(text, flush=True)
