"""Asks a tracker again if it is only busy or out of reach, until a deadline."""

from collections.abc import Callable
from typing import TypeVar

from attrs import frozen
from returns.result import Failure, Result, Success

from ...core.issues.command_fault import CommandFailed, UnusableCommand
from ...core.issues.tracker_fault import (
    BrokenTracker,
    PullTimeout,
    TrackerBusy,
    TrackerFault,
    TrackerMoved,
    TrackerNotAllowed,
    TrackerRefused,
    TrackerUnreachable,
)
from ...core.result import sealed
from ..clock import Clock
from ..waiting import waiting

_ATTEMPTS = 4
_LONGEST_PAUSE = 60
"""Seconds. If the tracker asks for a longer pause, the pull ends, and the next one goes on."""

_Value = TypeVar("_Value")


@frozen
class Deadline:
    """When something must be over.

    Attributes:
        seconds: how long it may take in all.
        left: returns how many seconds are left; below zero when it is over.
    """

    seconds: float
    left: Callable[[], float]

    @classmethod
    def after(cls, seconds: float, clock: Clock) -> "Deadline":
        """Return the deadline of what begins now and may take so many *seconds*."""
        until = clock.monotonic() + seconds
        return cls(seconds, lambda: until - clock.monotonic())


def patiently(
    ask: Callable[[], Result[_Value, TrackerFault]], clock: Clock, deadline: Deadline
) -> Result[_Value, TrackerFault]:
    """Return what *ask* returns, called up to four times with pauses between them.

    A pause that would not end before the deadline is not begun, so the answer tells how long to wait.

    Args:
        ask: asks the tracker once.
        clock: what is waited by.
        deadline: of the pull.
    """
    answer = ask()
    for attempt in range(1, _ATTEMPTS):
        pause = _pause(answer, attempt)
        if pause is None or pause >= deadline.left():
            break
        with waiting(_reason(answer), pause, now=clock.now):
            clock.sleep(pause)
        answer = ask()
    return answer


def _reason(answer: Result[object, TrackerFault]) -> str:
    """Return why there is a pause, without anything that somebody else wrote."""
    match sealed(answer):
        case Failure(TrackerBusy(provider, int(status), _)):
            return f"{provider} is busy (HTTP {status})"
        case Failure(TrackerUnreachable(provider=provider)):
            return f"{provider} cannot be reached"
        case _:
            return "the tracker is busy"


def _pause(answer: Result[_Value, TrackerFault], attempt: int) -> float | None:
    """Return how many seconds to wait before the next attempt; None if that would be of no use."""
    match sealed(answer):
        case Success():
            return None
        case Failure(fault):
            return _pause_after(fault, attempt)


def _pause_after(fault: TrackerFault, attempt: int) -> float | None:
    match fault:
        case TrackerBusy(_, _, int(seconds)):
            return seconds if seconds <= _LONGEST_PAUSE else None
        case TrackerBusy() | TrackerUnreachable(may_pass=True):
            return 2.0 ** (attempt - 1)
        case TrackerUnreachable() | TrackerNotAllowed() | TrackerRefused() | TrackerMoved() | BrokenTracker():
            return None
        case PullTimeout() | UnusableCommand() | CommandFailed():
            return None
