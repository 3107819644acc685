"""Faults that the reference server shows on purpose, so that the author of a client can meet every answer."""

from collections.abc import Mapping
from enum import Enum
from typing import ClassVar, TypeAlias

from attrs import field, frozen

from .server import Complaint

FAULT_HEADER = "Trackpost-Fault"
"""The header with which a request asks for a fault of its own, if the server was started to allow that."""


@frozen
class InjectedAnswer:
    """The server reads the body, and answers without storing the snapshot.

    Attributes:
        status_code: of HTTP, 200 to 599.
        headers: beside those that every answer has.
        complaint: the contract's JSON, as the server itself sends it; None answers in plain text, as a proxy does.
    """

    status_code: int
    headers: Mapping[str, str] = field(factory=dict)
    complaint: Complaint | None = None


@frozen
class LateAnswer:
    """The server serves the request at once, and answers *seconds* later."""

    seconds: float


class Moment(Enum):
    """When the server hangs up on a request. At the last two, the snapshot is stored."""

    AFTER_HEAD = "after-head"
    AFTER_BODY = "after-body"
    BEFORE_ANSWER = "before-answer"
    IN_ANSWER = "in-answer"


@frozen
class HangUp:
    """The server closes the connection at this *moment* of the request."""

    moment: Moment


InjectedFault: TypeAlias = InjectedAnswer | LateAnswer | HangUp


def in_words(fault: InjectedFault) -> str:
    """Return the fault as a short phrase.

    >>> in_words(InjectedAnswer(503, {"Retry-After": "2"}))
    'answer 503, Retry-After: 2'
    """
    match fault:
        case InjectedAnswer(status_code, headers, complaint):
            code = () if complaint is None else (complaint.error,)
            return ", ".join((f"answer {status_code}", *code, *(f"{name}: {text}" for name, text in headers.items())))
        case LateAnswer(seconds):
            return f"delay {seconds:g} s"
        case HangUp(moment):
            return f"hang-up {moment.value}"


@frozen
class FailingRequests:
    """Every Nth snapshot request gets this fault; the others are served."""

    fault: InjectedFault
    every: int = 1

    @property
    def sentence(self) -> str:
        """One sentence for a person."""
        return f"{_one_in(self.every, 'snapshot request')} fails on purpose: {in_words(self.fault)}."


@frozen
class DroppedConnections:
    """The server closes every Nth connection before it reads anything, so no request can ask for that."""

    every: int = 1
    moment: ClassVar = "before-head"

    @property
    def sentence(self) -> str:
        """One sentence for a person."""
        return f"{_one_in(self.every, 'connection')} fails on purpose: hang-up {self.moment}."


Schedule: TypeAlias = FailingRequests | DroppedConnections


@frozen
class FaultPlan:
    """How a server fails on purpose.

    Attributes:
        schedule: what fails regularly; None if nothing does.
        by_header: whether a request may ask for a fault of its own.
    """

    schedule: Schedule | None = None
    by_header: bool = False

    @property
    def sentences(self) -> tuple[str, ...]:
        """One sentence for each reason to fail; none if the server serves every request."""
        regular = () if self.schedule is None else (self.schedule.sentence,)
        by_header = (f"A request with the header {FAULT_HEADER} fails on purpose.",) if self.by_header else ()
        return regular + by_header


def _one_in(every: int, what: str) -> str:
    return f"Every {what}" if every == 1 else f"One {what} in {every}"
