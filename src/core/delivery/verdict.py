"""How one attempt to publish ended: what happened, what it may have done at the server, and what to do."""

from typing import ClassVar, TypeAlias

from attrs import frozen

from ..errors import Category, sentence
from ..parsing.text import shortened
from .effect import Effect, effect_in_words

# RFC 9110 section 15, RFC 6585 section 4 and RFC 8470 section 5.2: said before a request is looked at
_NOT_TAKEN = frozenset({408, 425, 429, 503})


def _own_words(refusal: "Refusal") -> str:
    return in_words(refusal, refusal.effect)


_OWN_WORDS = sentence(_own_words)


@frozen
class Answer:
    """What came back.

    Attributes:
        status_code: of HTTP.
        body: the JSON value, or the text where it is no JSON, or None where it is empty.
    """

    status_code: int
    body: object

    @property
    def code(self) -> str | None:
        """The error code, where the body has the contract's form."""
        match self.body:
            case {"error": str(code)}:
                return code
            case _:
                return None

    @property
    def quoted(self) -> str:
        """Status and the server's own words, as far as a message has room for them."""
        words = " ".join(_words(self.body).split())
        return f" (HTTP {self.status_code}{words and ': '}{shortened(words)})"


def _words(body: object) -> str:
    if not isinstance(body, dict):
        return "" if body is None else str(body)
    said = (body[name] for name in ("message", "detail", "error") if isinstance(body.get(name), str))
    return next((text for text in said if text.strip()), str(body))


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
    """The server refused it for good."""

    answer: Answer
    category: ClassVar = Category.PROTOCOL
    message = _OWN_WORDS
    effect: ClassVar[Effect] = "none"
    advice: ClassVar = ""

    @sentence
    def what(self) -> str:
        return f"the server refused the snapshot{self.answer.quoted}"


@frozen
class NotAllowed:
    """The server does not let this token publish (401, 403)."""

    answer: Answer
    category: ClassVar = Category.NOT_ALLOWED
    message = _OWN_WORDS
    effect: ClassVar[Effect] = "none"
    advice: ClassVar = "give another token with --auth-token"

    @sentence
    def what(self) -> str:
        return f"the server does not accept this token{self.answer.quoted}"


@frozen
class RetryLater:
    """The server cannot take it now, or something in between does not know whether it did.

    The headers ``Retry-After`` and ``Date`` are kept as they came; a date in the first is meant by the second's clock.
    """

    answer: Answer
    retry_after: str | None
    date: str | None = None
    category: ClassVar = Category.TEMPORARY
    message = _OWN_WORDS

    @property
    def effect(self) -> Effect:
        """None where the server itself says so in the contract's form; else it may have been taken."""
        says_so = self.answer.status_code in _NOT_TAKEN and self.answer.code is not None
        return "none" if says_so else "unknown"

    @sentence
    def what(self) -> str:
        return f"the server cannot take the snapshot now{self.answer.quoted}"

    @sentence
    def advice(self) -> str:
        when = "" if self.retry_after is None else f" (Retry-After: {shortened(self.retry_after)})"
        return f"try again later{when}"


@frozen
class Redirected:
    """The server pointed elsewhere. Redirects are never followed: the body would go where nobody sent it."""

    answer: Answer
    location: str | None
    category: ClassVar = Category.PROTOCOL
    message = _OWN_WORDS
    effect: ClassVar[Effect] = "none"
    advice: ClassVar = "redirects are not followed, so give the server's own URL"

    @sentence
    def what(self) -> str:
        return f"the server redirects{self.answer.quoted} to {shortened(self.location or 'nowhere')}"


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
    message = _OWN_WORDS
    effect: ClassVar[Effect] = "unknown"
    advice: ClassVar = "check the server URL"

    @sentence
    def what(self) -> str:
        quoted = "" if self.answer is None else self.answer.quoted
        return f"the answer is not from a Spec Kitty server: {self.reason}{quoted}"


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
    message = _OWN_WORDS
    effect: ClassVar[Effect] = "none"
    advice: ClassVar = ""

    @sentence
    def what(self) -> str:
        return f"cannot reach the server ({self.reason})"


@frozen
class EffectUnknown:
    """The request had left when the connection failed: the server may have taken it or not."""

    reason: str
    category: ClassVar = Category.TEMPORARY
    message = _OWN_WORDS
    effect: ClassVar[Effect] = "unknown"
    advice: ClassVar = ""

    @sentence
    def what(self) -> str:
        return f"the connection failed after the snapshot was sent ({self.reason})"


@frozen
class Interrupted:
    """The publish was told to stop (SIGINT, SIGTERM); a part of the request *has left* by then, or not."""

    has_left: bool
    category: ClassVar = Category.INTERRUPTED
    message = _OWN_WORDS
    advice: ClassVar = ""
    what: ClassVar = "interrupted"

    @property
    def effect(self) -> Effect:
        """What has left may have been taken."""
        return "unknown" if self.has_left else "none"


Arrival: TypeAlias = Delivered | Replayed
Refusal: TypeAlias = (
    Rejected | NotAllowed | RetryLater | Redirected | BrokenProtocol | Unreachable | EffectUnknown | Interrupted
)
Verdict: TypeAlias = Arrival | Refusal


def in_words(refusal: Refusal, effect: Effect) -> str:
    """Return what happened, what is known of the *effect* of all attempts, and what to do."""
    known = effect_in_words(refusal.effect, effect, was_sent=not isinstance(refusal, Unreachable | Interrupted))
    return "; ".join(filter(None, (refusal.what, known, refusal.advice)))


def effect_of(verdict: Verdict) -> Effect:
    """Return what one attempt is known to have done."""
    match verdict:
        case Delivered() | Replayed():
            return "applied"
        case refusal:
            return refusal.effect


def answer_of(verdict: Verdict) -> Answer | None:
    """Return what came back, where anything did."""
    match verdict:
        case Unreachable() | EffectUnknown() | Interrupted():
            return None
        case answered:
            return answered.answer
