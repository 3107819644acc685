"""Whether a project is tried at all: what failed for good is held, and what failed for now waits."""

from typing import Literal, TypeAlias

from attrs import evolve, frozen

from ..errors import Category
from .outcome import AskedToWait, Failed, Held, Outcome, Published, Skipped, Tried
from .schedule import due_at

_PASSING = frozenset({Category.UNAVAILABLE, Category.TEMPORARY, Category.INTERRUPTED, Category.NOT_WRITTEN})
"""A full disk is among them: it is the machine's, and not the project's."""
_FIRST_PAUSE = 60.0
_DOUBLINGS = 30


@frozen(kw_only=True)
class Try:
    """One job.

    Attributes:
        name: of the project.
        began: in seconds since the epoch.
        ended: likewise.
        outcome: how it ended.
        files: what the files looked like that can change the outcome.
    """

    name: str
    began: float
    ended: float
    outcome: Tried
    files: str = ""


@frozen(kw_only=True)
class Record:
    """What is remembered of a project.

    Attributes:
        last: the last try.
        published: when the server last had its snapshot; None if never.
        failures: how many tries have failed in a row.
        asked: how often somebody has asked to try it again.
        answered: how many of these the last try knew of when it began.
    """

    last: Try
    published: float | None = None
    failures: int = 0
    asked: int = 0
    answered: int = 0

    @property
    def is_released(self) -> bool:
        """Somebody asked to try it again, and that has not been done yet."""
        return self.asked > self.answered


def is_passing(category: Category) -> bool:
    """Return whether a failure can pass by itself."""
    return category in _PASSING


FailureKind: TypeAlias = Literal["for good", "for now"]
WORST_FIRST: tuple[FailureKind, ...] = ("for good", "for now")


def failure_in(outcome: Outcome) -> FailureKind | None:
    """Return how long what went wrong will last; None if nothing went wrong."""
    match outcome:
        case Published():
            return None
        case Skipped():
            return "for now"
        case Held():
            return "for good"
        case Failed(category=category):
            return "for now" if is_passing(category) else "for good"


def after(old: Record | None, last: Try) -> Record:
    """Return what to remember of a project after one try more, which began when *old* was known.

    So whoever asks to try it again while a try is under way gets one more: that one may have begun with old files.
    """
    known = old or Record(last=last)
    answered = evolve(known, last=last, answered=known.asked)
    match last.outcome:
        case Published():
            return evolve(answered, published=last.ended, failures=0)
        case Failed():
            return evolve(answered, failures=known.failures + 1)


def as_of(record: Record | None, now: float) -> Record | None:
    """Return what is remembered at *now*: if it is from the future, the clock was set back, and so are its times."""
    if record is None or (ahead := record.last.ended - now) <= 0:
        return record
    last, published, outcome = record.last, record.published, record.last.outcome
    if isinstance(outcome, Failed) and outcome.retry_at is not None:
        outcome = evolve(outcome, retry_at=outcome.retry_at - ahead)
    return evolve(
        record,
        last=evolve(last, began=last.began - ahead, ended=now, outcome=outcome),
        published=None if published is None else published - ahead,
    )


def held(record: Record | None, files: str) -> Held | None:
    """Return why a project is held: it failed for good, nobody released it, and its files are the same."""
    match record:
        case Record(last=Try(outcome=Failed() as failure) as last, is_released=False):
            return None if is_passing(failure.category) or last.files != files else Held(failure)
        case _:
            return None


def obstacle(record: Record | None, files: str, now: float) -> Held | Skipped | None:
    """Return why a project is not tried at *now*; None if it is."""
    match as_of(record, now):
        case Record(last=Try(outcome=Failed(retry_at=float(until), place=place)), is_released=False) if until > now:
            return held(record, files) or Skipped(AskedToWait(place, until))
        case _:
            return held(record, files)


def next_try(record: Record | None, name: str, period: int) -> float | None:
    """Return when a project is due, in seconds since the epoch; None: at once.

    A passing failure is tried again when the host said, or after a pause that doubles: a minute at first, and never
    more than the period. A project that is held is looked at once in its period, because its files may have changed.
    """
    match record:
        case None | Record(is_released=True):
            return None
        case Record(last=Try(outcome=Failed() as failure, ended=ended)) if is_passing(failure.category):
            return failure.retry_at or ended + pause(record.failures, period)
        case Record(last=Try(began=began)):
            return due_at(name, period, began)


def next_look(outcome: Outcome, record: Record | None, name: str, period: int, now: float) -> float:
    """Return when a project is looked at again after an outcome, in seconds since the epoch.

    Args:
        outcome: the last one.
        record: what is remembered after it.
        name: of the project.
        period: of the project, in seconds.
        now: when that is asked.
    """
    match outcome:
        case Skipped(AskedToWait(until=until)):
            return until
        case Skipped() | Held():
            return due_at(name, period, now)
        case Published() | Failed():
            return next_try(as_of(record, now), name, period) or now


def pause(failures: int, period: int) -> float:
    """Return how many seconds to wait after so many failures in a row, at least one.

    >>> [pause(failures, 900) for failures in (1, 2, 3, 4, 5, 6)]
    [60.0, 120.0, 240.0, 480.0, 900.0, 900.0]
    """
    return min(float(period), _FIRST_PAUSE * 2.0 ** min(failures - 1, _DOUBLINGS))
