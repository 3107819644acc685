"""Parse how the reference server fails on purpose: the options of ``trackpost serve``, and a header of a request."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import ClassVar, TypeAlias

from attrs import frozen
from msgspec import Struct
from returns.iterables import Fold
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from ..parsing.text import UnknownChoice, choose, shortened
from .injected_faults import (
    DroppedConnections,
    FailingRequests,
    FaultPlan,
    HangUp,
    InjectedAnswer,
    InjectedFault,
    LateAnswer,
    Moment,
    Schedule,
)
from .server import Refused

LONGEST_DELAY = 3600
"""Seconds."""

Codes: TypeAlias = Mapping[str, Refused]
"""The refusals of the contract by their codes."""


class UnusableFault(Struct, frozen=True):
    """A fault is described in a way that the server cannot follow.

    Attributes:
        part: which part of the description is wrong.
        given: its text.
        reason: what is wrong with it.
    """

    part: str
    given: str
    reason: str
    category: ClassVar = Category.USAGE

    @sentence
    def message(self) -> str:
        return f"{self.part} {shortened(self.given)!r} {self.reason}"


class ConflictingFaults(Struct, frozen=True):
    """Several *options* ask for different faults of the same requests."""

    options: tuple[str, ...]
    category: ClassVar = Category.USAGE

    @sentence
    def message(self) -> str:
        return f"{' and '.join(self.options)} cannot be combined; give one of them"


class MissingFault(Struct, frozen=True):
    """An option says how often the server fails, but none says how."""

    category: ClassVar = Category.USAGE
    message: ClassVar = "--fail-every needs --answer, --delay or --hang-up"


DescriptionError: TypeAlias = UnusableFault | UnknownChoice
FaultError: TypeAlias = DescriptionError | ConflictingFaults | MissingFault


@frozen(kw_only=True)
class FaultOptions:
    """The options of ``trackpost serve`` as they were typed; None if they were not given."""

    answer: str | None = None
    delay: str | None = None
    hang_up: str | None = None
    fail_every: int | None = None
    fault_header: bool = False


def plan_faults(options: FaultOptions, codes: Codes) -> Result[FaultPlan, FaultError]:
    """Return how the server fails, or the first thing that is wrong with the *options*.

    >>> plan_faults(FaultOptions(delay="3", fail_every=2), {}).unwrap().sentences
    ('One snapshot request in 2 fails on purpose: delay 3 s.',)
    """
    return _schedule(options, codes).map(lambda schedule: FaultPlan(schedule, options.fault_header))


def parse_requested_fault(text: str, codes: Codes) -> Result[InjectedFault, DescriptionError]:
    """Return the fault that a request asks for by a header.

    Args:
        text: the value of the header.
        codes: what ``answer`` may name.

    >>> parse_requested_fault("hang-up=after-body", {})
    <Success: HangUp(moment=<Moment.AFTER_BODY: 'after-body'>)>
    """
    name, _, value = (part.strip() for part in text.partition("="))
    return Result.do(fault for known in choose("fault", name, _FAULTS) for fault in _FAULTS[known](value, codes))


def _schedule(options: FaultOptions, codes: Codes) -> Result[Schedule | None, FaultError]:
    given = {"answer": options.answer, "delay": options.delay, "hang-up": options.hang_up}
    every = options.fail_every or 1
    match [(name, text.strip()) for name, text in given.items() if text is not None]:
        case []:
            return Success(None) if options.fail_every is None else Failure(MissingFault())
        case [("hang-up", moment)]:
            return _hang_up_or_drop(moment, every)
        case [(name, text)]:
            return _FAULTS[name](text, codes).map(lambda fault: FailingRequests(fault, every))
        case several:
            return Failure(ConflictingFaults(tuple(f"--{name}" for name, _ in several)))


_STATUS = re.compile(r"[2-5][0-9]{2}")
_CODE = re.compile(r"[a-z_]+")
_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_HEADER = re.compile(rf"({_NAME})=([!-~](?:[ \t!-~]*[!-~])?)")
# A comma without NAME= behind it belongs to the value: a date has one.
_BEFORE_HEADER = re.compile(rf",[ \t]*(?={_NAME}=)")
_SET_BY_THE_SERVER = frozenset({"content-length", "date", "transfer-encoding"})
_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")


def _answer(text: str, codes: Codes) -> Result[InjectedAnswer, DescriptionError]:
    status_or_code, *pairs = _BEFORE_HEADER.split(text)
    return Result.do(
        InjectedAnswer(plain.status_code, _overridden(plain.headers, headers), plain.complaint)
        for plain in _without_headers(status_or_code.strip(), codes)
        for headers in _headers(pairs)
    )


def _without_headers(text: str, codes: Codes) -> Result[InjectedAnswer, DescriptionError]:
    if _STATUS.fullmatch(text):
        return Success(InjectedAnswer(int(text)))
    if _CODE.fullmatch(text):
        return choose("code", text, codes).map(lambda code: _refused(codes[code]))
    return Failure(UnusableFault("answer", text, "is neither a status from 200 to 599 nor a code of the contract"))


def _refused(refused: Refused) -> InjectedAnswer:
    return InjectedAnswer(refused.status_code, refused.headers, refused.complaint)


def _headers(pairs: list[str]) -> Result[Mapping[str, str], UnusableFault]:
    return Fold.collect([_header(pair) for pair in pairs], Success(())).bind(_once_each)


def _header(pair: str) -> Result[tuple[str, str], UnusableFault]:
    match = _HEADER.fullmatch(pair.strip())
    if match is None:
        return Failure(UnusableFault("header", pair, "is not NAME=VALUE in visible ASCII"))
    if match[1].lower() in _SET_BY_THE_SERVER:
        return Failure(UnusableFault("header", match[1], "is set by the server itself"))
    return Success((match[1], match[2]))


def _once_each(headers: tuple[tuple[str, str], ...]) -> Result[Mapping[str, str], UnusableFault]:
    names = [name.lower() for name, _ in headers]
    repeated = next((name for index, (name, _) in enumerate(headers) if name.lower() in names[:index]), None)
    return Success(dict(headers)) if repeated is None else Failure(UnusableFault("header", repeated, "is given twice"))


def _overridden(usual: Mapping[str, str], given: Mapping[str, str]) -> Mapping[str, str]:
    names = {name.lower() for name in given}
    return {**{name: text for name, text in usual.items() if name.lower() not in names}, **given}


def _delay(text: str, _codes: Codes) -> Result[LateAnswer, DescriptionError]:
    if _SECONDS.fullmatch(text) and 0 < float(text) <= LONGEST_DELAY:
        return Success(LateAnswer(float(text)))
    return Failure(UnusableFault("delay", text, f"is not a number of seconds above 0 and at most {LONGEST_DELAY}"))


_MOMENTS = tuple(moment.value for moment in Moment)


def _hang_up(text: str, _codes: Codes) -> Result[HangUp, DescriptionError]:
    return choose("moment", text, _MOMENTS).map(lambda moment: HangUp(Moment(moment)))


def _hang_up_or_drop(text: str, every: int) -> Result[Schedule, DescriptionError]:
    return choose("moment", text, (DroppedConnections.moment, *_MOMENTS)).map(
        lambda moment: (
            DroppedConnections(every)
            if moment == DroppedConnections.moment
            else FailingRequests(HangUp(Moment(moment)), every)
        )
    )


_FAULTS: Mapping[str, Callable[[str, Codes], Result[InjectedFault, DescriptionError]]] = MappingProxyType(
    {"answer": _answer, "delay": _delay, "hang-up": _hang_up}
)
