"""What an answer to a publish means, and what is known where there is none."""

from collections.abc import Mapping
from typing import TypeAlias

import msgspec
from attrs import frozen


@frozen
class Answer:
    """What came back.

    Attributes:
        status_code: of HTTP.
        body: the JSON value, or the text where it is no JSON, or None where it is empty.
    """

    status_code: int
    body: object


@frozen
class Delivered:
    """The server took the snapshot."""

    answer: Answer


@frozen
class Replayed:
    """The server had taken this very snapshot before, and gave the stored answer again."""

    answer: Answer


@frozen
class Rejected:
    """The server refused it for good; nothing changed there."""

    answer: Answer


@frozen
class NotAllowed:
    """The server does not let this token publish (401, 403)."""

    answer: Answer


@frozen
class RetryLater:
    """The server cannot take it now.

    Attributes:
        answer: with the temporary status.
        retry_after: the ``Retry-After`` header as it came: seconds or a date.
    """

    answer: Answer
    retry_after: str | None


@frozen
class Redirected:
    """The server pointed elsewhere. Redirects are never followed: the body would go where nobody sent it."""

    answer: Answer
    location: str | None


@frozen
class BrokenProtocol:
    """Something answered, but not as the contract says.

    Attributes:
        reason: what is wrong.
        answer: as far as it could be read.
    """

    reason: str
    answer: Answer | None


@frozen
class Unreachable:
    """No connection came about, so nothing was sent."""

    reason: str


@frozen
class EffectUnknown:
    """The request had left when the connection failed: the server may have taken it or not."""

    reason: str


Arrival: TypeAlias = Delivered | Replayed
Refusal: TypeAlias = Rejected | NotAllowed | RetryLater | Redirected | BrokenProtocol | Unreachable | EffectUnknown
Verdict: TypeAlias = Arrival | Refusal

# RFC 9110 section 15, RFC 6585 section 4 and RFC 8470 section 5.2: worth another try as they are
_TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})
_NOT_ALLOWED = frozenset({401, 403})
STILL_UNDER_WAY = "request_in_progress"
"""The contract's error code for a 409 that only says "not yet"."""

_HEADROOM = 200


def judge(status_code: int, headers: Mapping[str, str], content: bytes) -> Verdict:
    """Say what an answer means.

    Args:
        status_code: of HTTP, a final one.
        headers: their names in lower case.
        content: the whole body, decoded.

    Contract: contracts/tracker-snapshot-publish.md, "Answers".
    """
    body, is_json = _read(content)
    answer = Answer(status_code, body)
    match status_code // 100:
        case 2 if not is_json:
            return BrokenProtocol("a success whose body is not JSON", answer)
        case 2 if headers.get("idempotent-replayed", "").lower() == "true":
            return Replayed(answer)
        case 2:
            return Delivered(answer)
        case 3:
            return Redirected(answer, headers.get("location"))
        case _:
            return _refusal(answer, headers)


def answer_of(verdict: Verdict) -> Answer | None:
    """Return what came back, where anything did."""
    match verdict:
        case Unreachable() | EffectUnknown():
            return None
        case answered:
            return answered.answer


def _refusal(answer: Answer, headers: Mapping[str, str]) -> Refusal:
    if answer.status_code in _NOT_ALLOWED:
        return NotAllowed(answer)
    if answer.status_code in _TEMPORARY or _is_under_way(answer):
        return RetryLater(answer, headers.get("retry-after"))
    return Rejected(answer)


def _is_under_way(answer: Answer) -> bool:
    match answer:
        case Answer(409, {"error": str(code)}):
            return code == STILL_UNDER_WAY
        case _:
            return False


def _read(content: bytes) -> tuple[object, bool]:
    """Return the body, and whether it is JSON (as which nothing at all counts too)."""
    if not content:
        return None, True
    try:
        body: object = msgspec.json.decode(content)
        _write(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return content.decode(errors="replace"), False
    return body, True


def _write(body: object) -> None:
    """Write *body* some levels deeper than it is: whoever reports it may be that much deeper in calls than we are.

    Raises:
        RecursionError: it is nested too deep to be shown.
    """
    for _ in range(_HEADROOM):
        body = [body]
    msgspec.json.encode(body)
