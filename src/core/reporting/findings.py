"""What ``trackpost doctor`` finds, and what follows from it for a publish and a pull."""

from collections.abc import Iterable
from typing import ClassVar, Literal, TypeAlias

from attrs import frozen
from msgspec import Struct

from ..errors import Category, Problem, sentence
from .exit_codes import ExitCode, exit_code

Job: TypeAlias = Literal["publish", "pull"]
Level: TypeAlias = Literal["ok", "note", "fault", "not asked"]
"""A fault stops a job; a note stops none. What was not asked is not known."""

Jobs: TypeAlias = frozenset[Job]

NONE: Jobs = frozenset()
PUBLISH: Jobs = frozenset({"publish"})
PULL: Jobs = frozenset({"pull"})
BOTH: Jobs = PUBLISH | PULL


@frozen(kw_only=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        subject: what.
        level: how it is.
        says: a line for a person.
        origin: where the value comes from, if it has a single one.
        mend: the command that mends it, if there is one.
        problem: what is wrong; None if nothing is.
        stops: which jobs end with the status of the problem.
    """

    subject: str
    level: Level
    says: str
    origin: str | None = None
    mend: str | None = None
    problem: Problem | None = None
    stops: Jobs = NONE


def sound(subject: str, says: str, origin: str | None = None) -> Finding:
    """Return the finding that nothing is wrong."""
    return Finding(subject=subject, level="ok", says=says, origin=origin)


def not_asked(subject: str, why: str) -> Finding:
    """Return the finding that something is not known, and why."""
    return Finding(subject=subject, level="not asked", says=why)


def status_of(findings: Iterable[Finding], job: Job) -> ExitCode:
    """Return the exit status that *job* would have: that of the first finding that stops it.

    Args:
        findings: in the order in which the job would meet them.
        job: which.
    """
    stopping = (one.problem for one in findings if job in one.stops and one.problem is not None)
    return next(map(exit_code, stopping), ExitCode.OK)


class ClockDiffers(Struct, frozen=True):
    """The clock of this machine and the one of another differ.

    Attributes:
        whose: the other machine.
        seconds: by how much this one is ahead; below 0, it is behind.
    """

    whose: str
    seconds: int
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        side = "ahead of" if self.seconds > 0 else "behind"
        return (
            f"the clock of this machine is {abs(self.seconds)} s {side} the one of {self.whose}, so times in receipts "
            "and logs are wrong, and certificates may be refused; set the clock"
        )


class ReadOnlyFolder(Struct, frozen=True):
    """The user of this process may not write where a command would.

    Attributes:
        path: the folder.
    """

    path: str
    category: ClassVar = Category.NOT_WRITTEN

    @sentence
    def message(self) -> str:
        return f"{self.path}: this user may not write here, so nothing can be pulled or recorded; let it write"


class AccountUnknown(Struct, frozen=True):
    """The tracker lets the credentials read the issues, but does not say whose they are.

    Attributes:
        provider: canonical name.
        reason: what it said.
    """

    provider: str
    reason: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"{self.provider} lets these credentials read, but does not say whose they are ({self.reason})"
