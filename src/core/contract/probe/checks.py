"""Check responses one after the other, each against what the contract promises."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from attrs import frozen

from .exchange import Exchange, NoResponse, ProbeRequest, Response
from .promise import Broken, Finding, Kept, NotObservable, Plan

Complaint: TypeAlias = str | NotObservable | None
"""What is wrong with a response, or why nobody can tell; None if it is right."""

Check: TypeAlias = Callable[[Response, Sequence[Response]], Complaint]
"""Judges a response, given those before it in the script."""

TOO_MANY_REQUESTS = 429


@frozen
class Ask:
    """One request of a script.

    Attributes:
        request: the request.
        check: checks the response.
        is_premise: the promise is about what follows, and cannot be observed if this fails.
    """

    request: ProbeRequest
    check: Check
    is_premise: bool = False


def script(*asks: Ask, later: tuple[Ask, ...] = ()) -> Plan:
    """Return the plan that sends one request after the other, and the *later* ones after a restart."""
    return Plan(
        judge=lambda exchanges: _judge((*asks, *later), exchanges),
        steps=tuple((ask.request,) for ask in asks),
        later=tuple((ask.request,) for ask in later),
    )


def _judge(asks: Sequence[Ask], exchanges: Sequence[Exchange]) -> Finding:
    before: list[Response] = []
    for ask, exchange in zip(asks, exchanges, strict=True):
        match exchange.response:
            case NoResponse() as lost:
                return unanswered(lost, ask.request)
            case Response(status=429):
                return NotObservable("the server answers 429 to so many requests")
            case Response(status=503, code="unavailable"):
                return NotObservable("the server answers 503 unavailable, which can come at any point")
            case Response() as response:
                finding = _finding(ask, ask.check(response, before))
                if not isinstance(finding, Kept):
                    return finding
                before.append(response)
    return Kept()


def _finding(ask: Ask, complaint: Complaint) -> Finding:
    match complaint:
        case None:
            return Kept()
        case NotObservable():
            return complaint
        case why:
            return NotObservable(f"a request before it failed: {why}") if ask.is_premise else Broken(why, ask.request)


def unanswered(lost: NoResponse, request: ProbeRequest) -> Finding:
    """Return the finding about a request without an answer."""
    if lost.has_left:
        return Broken(f"no answer ({lost.reason})", request)
    return NotObservable(f"no connection ({lost.reason})")


def got(expected: str, response: Response) -> str:
    """Return the complaint that *response* is not what was *expected*."""
    return f"expected {expected}, got {response.in_words}"


def accepted(response: Response, _before: Sequence[Response]) -> Complaint:
    """Check that the snapshot was accepted, now or before."""
    if not response.is_success:
        return got("2xx", response)
    return None if response.is_json else f"expected JSON or nothing, got another body with {response.status}"


def applied(response: Response, before: Sequence[Response]) -> Complaint:
    """Check that the snapshot was accepted, and that the answer is not a kept one."""
    if response.is_success and response.is_replay:
        return "expected a new answer, got one with Idempotent-Replayed: true"
    return accepted(response, before)


def replayed(response: Response, before: Sequence[Response]) -> Complaint:
    """Check that the answer is the first one of the script again."""
    first = before[0]
    if not response.is_success:
        return got(f"{first.status} again", response)
    if not response.is_replay:
        return f"expected Idempotent-Replayed: true, got {response.status} without it"
    if response.status != first.status:
        return got(f"{first.status} again", response)
    return None if response.content == first.content else "expected the same body again, byte for byte, got another one"


def refused(status: int, code: str, path: str | None = None) -> Check:
    """Return a check for a refusal.

    Args:
        status: the HTTP status.
        code: the error code.
        path: the path of the member at fault; None if the contract promises none.
    """

    def check(response: Response, _before: Sequence[Response]) -> Complaint:
        if (response.status, response.code) != (status, code):
            return got(f"{status} {code}", response)
        found = response.members.get("path")
        return None if path is None or found == path else f"expected the path {path}, got {found or 'none'}"

    return check


def answers(status: int, *, header: str = "", having: str = "") -> Check:
    """Return a check for a status, and for a *header* that has the text *having* in it, whatever its case."""

    def check(response: Response, _before: Sequence[Response]) -> Complaint:
        if response.status != status:
            return got(str(status), response)
        shown = response.headers.get(header.lower(), "")
        is_right = having.lower() in shown.lower()
        return None if is_right else f"expected {header} with {having}, got {shown or 'none'}"

    return check


def both(first: Check, second: Check) -> Check:
    """Return a check that is both."""
    return lambda response, before: first(response, before) or second(response, before)
