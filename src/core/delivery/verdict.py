"""What an answer to a publish means, and what is known where there is none."""

from collections.abc import Callable, Mapping
from typing import ClassVar, TypeAlias

import msgspec
from attrs import frozen

from ..errors import Category, sentence
from ..parsing.strict_json import is_shallow
from ..parsing.text import shortened


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
    category: ClassVar = Category.PROTOCOL

    @sentence
    def message(self) -> str:
        return f"the server refused the snapshot{_quoted(self.answer)}; nothing changed there"


@frozen
class NotAllowed:
    """The server does not let this token publish (401, 403)."""

    answer: Answer
    category: ClassVar = Category.NOT_ALLOWED

    @sentence
    def message(self) -> str:
        return f"the server does not accept this token{_quoted(self.answer)}; give another with --auth-token"


@frozen
class RetryLater:
    """The server cannot take it now.

    Attributes:
        answer: with the temporary status.
        retry_after: the ``Retry-After`` header as it came: seconds or a date.
    """

    answer: Answer
    retry_after: str | None
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        when = "" if self.retry_after is None else f" (Retry-After: {shortened(self.retry_after)})"
        return (
            f"the server cannot take the snapshot now{_quoted(self.answer)}; "
            f"try again later{when}, it is safe to repeat"
        )


@frozen
class Redirected:
    """The server pointed elsewhere. Redirects are never followed: the body would go where nobody sent it."""

    answer: Answer
    location: str | None
    category: ClassVar = Category.PROTOCOL

    @sentence
    def message(self) -> str:
        return (
            f"the server redirects{_quoted(self.answer)} to {shortened(self.location or 'nowhere')}; "
            "redirects are not followed, so give the server's own URL"
        )


@frozen
class BrokenProtocol:
    """Something answered, but not as the contract says.

    Attributes:
        reason: what is wrong.
        answer: as far as it could be read.
    """

    reason: str
    answer: Answer | None
    category: ClassVar = Category.PROTOCOL

    @sentence
    def message(self) -> str:
        return f"the answer is not from a Spec Kitty server: {self.reason}{_quoted(self.answer)}; check the server URL"


@frozen
class Unreachable:
    """No connection came about, so nothing was sent.

    Attributes:
        reason: as the system or the HTTP client says it.
        may_pass: it can be otherwise in a moment; what is wrong with a certificate or a proxy's address cannot.
    """

    reason: str
    may_pass: bool = True
    category: ClassVar = Category.UNAVAILABLE

    @sentence
    def message(self) -> str:
        return f"cannot reach the server ({self.reason}); nothing was sent"


@frozen
class EffectUnknown:
    """The request had left when the connection failed: the server may have taken it or not."""

    reason: str
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        return (
            f"the connection failed after the snapshot was sent ({self.reason}); whether it arrived is unknown, "
            "and it is safe to repeat"
        )


Arrival: TypeAlias = Delivered | Replayed
Refusal: TypeAlias = Rejected | NotAllowed | RetryLater | Redirected | BrokenProtocol | Unreachable | EffectUnknown
Verdict: TypeAlias = Arrival | Refusal

# RFC 9110 section 15, RFC 6585 section 4 and RFC 8470 section 5.2: worth another try as they are
_TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})
_NOT_ALLOWED = frozenset({401, 403})
_CONFLICT = 409
STILL_UNDER_WAY = "request_in_progress"
"""The contract's error code for a 409 that only says "not yet"."""

Hide: TypeAlias = Callable[[str], str]


def judge(status_code: int, headers: Mapping[str, str], content: bytes, hide: Hide = str) -> Verdict:
    """Say what an answer means.

    Args:
        status_code: of HTTP, a final one.
        headers: their names in lower case.
        content: the whole body, decoded.
        hide: takes out of a text what must not be seen. It changes what is shown, never what the answer means.

    Contract: contracts/tracker-snapshot-publish.md, "Answers".
    """
    body, is_json = _read(content)
    answer = Answer(status_code, _hidden(body, hide))
    match status_code // 100:
        case 2 if not is_json:
            return BrokenProtocol("a success whose body is not JSON", answer)
        case 2 if headers.get("idempotent-replayed", "").lower() == "true":
            return Replayed(answer)
        case 2:
            return Delivered(answer)
        case 3:
            return Redirected(answer, _shown(headers, "location", hide))
        case _ if status_code in _NOT_ALLOWED:
            return NotAllowed(answer)
        case _ if status_code in _TEMPORARY or (status_code == _CONFLICT and _is_under_way(body)):
            return RetryLater(answer, _shown(headers, "retry-after", hide))
        case _:
            return Rejected(answer)


def answer_of(verdict: Verdict) -> Answer | None:
    """Return what came back, where anything did."""
    match verdict:
        case Unreachable() | EffectUnknown():
            return None
        case answered:
            return answered.answer


def _quoted(answer: Answer | None) -> str:
    """Return the status and the server's own words, as far as a message has room for them."""
    if answer is None:
        return ""
    words = " ".join(_words(answer.body).split())
    return f" (HTTP {answer.status_code}{words and ': '}{shortened(words)})"


def _words(body: object) -> str:
    match body:
        case None:
            return ""
        case dict():
            said = (body[name] for name in ("message", "detail", "error") if isinstance(body.get(name), str))
            return next((text for text in said if text.strip()), str(body))
        case other:
            return str(other)


def _is_under_way(body: object) -> bool:
    match body:
        case {"error": str(code)}:
            return code == STILL_UNDER_WAY
        case _:
            return False


def _shown(headers: Mapping[str, str], name: str, hide: Hide) -> str | None:
    return hide(headers[name]) if name in headers else None


def _hidden(value: object, hide: Hide) -> object:
    match value:
        case str(text):
            return hide(text)
        case list(items):
            return [_hidden(item, hide) for item in items]
        case dict(members):
            return {hide(name): _hidden(member, hide) for name, member in members.items()}
        case other:
            return other


def _read(content: bytes) -> tuple[object, bool]:
    """Return the body, and whether it is JSON (as which nothing at all counts too, and what is nested too deep not)."""
    if not content:
        return None, True
    try:
        body: object = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return content.decode(errors="replace"), False
    return (body, True) if is_shallow(body) else (content.decode(), False)
