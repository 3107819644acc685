"""How a server is told to fail on purpose: by options, and by a header of a request."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

from tests.core.strategies import ANY_TEXT, QUICK
from trackpost.core.contract.fault_options import (
    ConflictingFaults,
    FaultError,
    FaultOptions,
    MissingFault,
    UnusableFault,
    parse_requested_fault,
    plan_faults,
)
from trackpost.core.contract.injected_faults import (
    DroppedConnections,
    FailingRequests,
    FaultPlan,
    HangUp,
    InjectedAnswer,
    InjectedFault,
    LateAnswer,
    Moment,
)
from trackpost.core.contract.server import Complaint, Refused
from trackpost.core.parsing.text import UnknownChoice

BUSY = Complaint(error="unavailable", message="Come back.")
CODES = {"unavailable": Refused(503, BUSY, {"Retry-After": "5"})}
DATE = "Fri, 31 Dec 2100 23:59:59 GMT"
MOMENTS = ("after-head", "after-body", "before-answer", "in-answer")
NO_NUMBER = "is not a number of seconds above 0 and at most 3600"
NO_ANSWER = "is neither a status from 200 to 599 nor a code of the contract"
NO_HEADER = "is not NAME=VALUE in visible ASCII"


def _unknown(moment: str, known: tuple[str, ...] = MOMENTS) -> Failure[UnknownChoice]:
    return Failure(UnknownChoice("moment", moment, known, None))


REQUESTED: Mapping[str, tuple[str, Result[InjectedFault, FaultError]]] = {
    "a status": ("answer=503", Success(InjectedAnswer(503))),
    "a header": ("answer=503,Retry-After=2", Success(InjectedAnswer(503, {"Retry-After": "2"}))),
    "blanks": (" answer = 503 , Retry-After=2 ", Success(InjectedAnswer(503, {"Retry-After": "2"}))),
    "a date": ("answer=429,Retry-After=" + DATE, Success(InjectedAnswer(429, {"Retry-After": DATE}))),
    "two headers": (
        f"answer=503,Retry-After={DATE},X-Of=a=b",
        Success(InjectedAnswer(503, {"Retry-After": DATE, "X-Of": "a=b"})),
    ),
    "a code": ("answer=unavailable", Success(InjectedAnswer(503, {"Retry-After": "5"}, BUSY))),
    "a code with another header": (
        "answer=unavailable,retry-after=9",
        Success(InjectedAnswer(503, {"retry-after": "9"}, BUSY)),
    ),
    "an unknown code": (
        "answer=unavailible",
        Failure(UnknownChoice("code", "unavailible", ("unavailable",), "unavailable")),
    ),
    "no status of an answer": ("answer=199", Failure(UnusableFault("answer", "199", NO_ANSWER))),
    "no answer": ("answer", Failure(UnusableFault("answer", "", NO_ANSWER))),
    "no value of a header": ("answer=503,X=", Failure(UnusableFault("header", "X=", NO_HEADER))),
    "a header that is no text": ("answer=503,X=é", Failure(UnusableFault("header", "X=é", NO_HEADER))),
    "a line break in a header": ("answer=503,X=a\r\nY: b", Failure(UnusableFault("header", "X=a\r\nY: b", NO_HEADER))),
    "no name of a header": ("answer=503,2", Failure(UnusableFault("answer", "503,2", NO_ANSWER))),
    "a header of the server": (
        "answer=503,Content-length=9",
        Failure(UnusableFault("header", "Content-length", "is set by the server itself")),
    ),
    "a header twice": ("answer=503,X=1,x=2", Failure(UnusableFault("header", "x", "is given twice"))),
    "a delay": ("delay=3", Success(LateAnswer(3.0))),
    "a short delay": ("delay=0.25", Success(LateAnswer(0.25))),
    "no delay": ("delay=0", Failure(UnusableFault("delay", "0", NO_NUMBER))),
    "a long delay": ("delay=3601", Failure(UnusableFault("delay", "3601", NO_NUMBER))),
    "a delay without end": ("delay=inf", Failure(UnusableFault("delay", "inf", NO_NUMBER))),
    "a moment": ("hang-up=in-answer", Success(HangUp(Moment.IN_ANSWER))),
    "an unknown moment": ("hang-up=soon", _unknown("soon")),
    "a moment before the header": (
        "hang-up=before-head",
        Failure(UnknownChoice("moment", "before-head", MOMENTS, "before-answer")),
    ),
    "another fault": ("explode=1", Failure(UnknownChoice("fault", "explode", ("answer", "delay", "hang-up"), None))),
    "nothing": ("", Failure(UnknownChoice("fault", "", ("answer", "delay", "hang-up"), None))),
}


@pytest.mark.parametrize(("text", "expected"), REQUESTED.values(), ids=REQUESTED.keys())
def test_parse_requested_fault(text: str, expected: Result[InjectedFault, FaultError]) -> None:
    """Each header is exactly this fault, or exactly this error."""
    assert expected == parse_requested_fault(text, CODES)


PLANS: Mapping[str, tuple[FaultOptions, Result[FaultPlan, FaultError]]] = {
    "none": (FaultOptions(), Success(FaultPlan())),
    "only the header": (FaultOptions(fault_header=True), Success(FaultPlan(by_header=True))),
    "each request": (FaultOptions(answer="503"), Success(FaultPlan(FailingRequests(InjectedAnswer(503))))),
    "some requests": (
        FaultOptions(delay=" 3 ", fail_every=4),
        Success(FaultPlan(FailingRequests(LateAnswer(3.0), every=4))),
    ),
    "the header too": (
        FaultOptions(hang_up="after-body", fault_header=True),
        Success(FaultPlan(FailingRequests(HangUp(Moment.AFTER_BODY)), by_header=True)),
    ),
    "connections": (FaultOptions(hang_up="before-head", fail_every=2), Success(FaultPlan(DroppedConnections(2)))),
    "an unknown moment": (FaultOptions(hang_up="soon"), _unknown("soon", ("before-head", *MOMENTS))),
    "an unusable delay": (FaultOptions(delay="soon"), Failure(UnusableFault("delay", "soon", NO_NUMBER))),
    "a blank": (FaultOptions(answer=""), Failure(UnusableFault("answer", "", NO_ANSWER))),
    "two faults": (FaultOptions(answer="503", delay="3"), Failure(ConflictingFaults(("--answer", "--delay")))),
    "no fault": (FaultOptions(fail_every=2, fault_header=True), Failure(MissingFault())),
}


@pytest.mark.parametrize(("options", "expected"), PLANS.values(), ids=PLANS.keys())
def test_plan_faults(options: FaultOptions, expected: Result[FaultPlan, FaultError]) -> None:
    """Options are exactly this plan, or exactly this error."""
    assert expected == plan_faults(options, CODES)


@QUICK
@given(ANY_TEXT | st.sampled_from(["answer=", "delay=", "hang-up="]).flatmap(lambda name: ANY_TEXT.map(name.__add__)))
def test_parsing_never_raises(text: str) -> None:
    """Any header is a fault or an error with a printable message."""
    match parse_requested_fault(text, CODES):
        case Failure(error):
            assert error.message.isprintable()
        case fault:
            assert isinstance(fault, Success)


_NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,9}", fullmatch=True).filter(
    lambda name: name.lower() not in {"content-length", "date", "transfer-encoding"}
)
_VISIBLE = r"[!-+.-<>-~-]"  # no comma, which may begin another header, and no equals sign
_VALUES = st.from_regex(rf"{_VISIBLE}( ?{_VISIBLE}){{0,9}}", fullmatch=True)


@QUICK
@given(st.integers(200, 599), st.dictionaries(_NAMES, _VALUES, max_size=4))
def test_any_status_with_any_headers(status: int, headers: Mapping[str, str]) -> None:
    """An answer that is written out is read back as it was."""
    once = {name.lower(): text for name, text in headers.items()}
    pairs = "".join(f",{name}={text}" for name, text in once.items())
    assert parse_requested_fault(f"answer={status}{pairs}", {}) == Success(InjectedAnswer(status, once))
