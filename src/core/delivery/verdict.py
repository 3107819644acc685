"""How an attempt to publish ended: what happened, its effect on the server, and what to do."""

from typing import ClassVar, TypeAlias

from msgspec import Struct

from ..errors import Category, sentence
from ..parsing.text import shortened
from .answer import Answer
from .effect import Effect, effect_in_words

# RFC 9110 section 15, RFC 6585 section 4, RFC 8470 section 5.2: the server answers these before it processes a request
_NOT_PROCESSED = frozenset({408, 425, 429, 503})


def _attempt_message(refusal: "Refusal") -> str:
    return in_words(refusal, refusal.effect)


_ATTEMPT_MESSAGE = sentence(_attempt_message)


class Delivered(Struct, frozen=True):
    """The server accepted the snapshot."""

    answer: Answer


class Replayed(Struct, frozen=True):
    """The server accepted this snapshot earlier, and repeated its stored answer."""

    answer: Answer


class Rejected(Struct, frozen=True):
    """The server refused the snapshot for good."""

    answer: Answer
    category: ClassVar = Category.PROTOCOL
    message = _ATTEMPT_MESSAGE
    effect: ClassVar[Effect] = "none"
    advice: ClassVar = ""

    @sentence
    def what(self) -> str:
        return f"the server refused the snapshot{self.answer.quoted}"


class Superseded(Struct, frozen=True):
    """The server has applied a later snapshot of this project, from a machine that took over (409 ``superseded``)."""

    answer: Answer
    category: ClassVar = Category.TEMPORARY
    message = _ATTEMPT_MESSAGE
    effect: ClassVar[Effect] = "none"
    advice: ClassVar = "publish again, if this machine has something newer"

    @sentence
    def what(self) -> str:
        return f"another machine has published this project meanwhile{self.answer.quoted}"


class NotAllowed(Struct, frozen=True):
    """The server does not let this token publish (401, 403)."""

    answer: Answer
    category: ClassVar = Category.NOT_ALLOWED
    message = _ATTEMPT_MESSAGE
    effect: ClassVar[Effect] = "none"
    advice: ClassVar = "give another token with --auth-token"

    @sentence
    def what(self) -> str:
        return f"the server does not accept this token{self.answer.quoted}"


class RetryLater(Struct, frozen=True):
    """The server cannot accept the snapshot now, or a proxy does not know whether it did.

    Attributes:
        answer: the answer.
        retry_after: the header ``Retry-After`` as received; a date in it is relative to *date*.
        date: the header ``Date`` as received.
    """

    answer: Answer
    retry_after: str | None
    date: str | None = None
    category: ClassVar = Category.TEMPORARY
    message = _ATTEMPT_MESSAGE

    @property
    def effect(self) -> Effect:
        """``none`` if the server itself says so, in the contract's form; a proxy cannot know."""
        is_certain = self.answer.status_code in _NOT_PROCESSED and self.answer.code is not None
        return "none" if is_certain else "unknown"

    @sentence
    def what(self) -> str:
        return f"the server cannot take the snapshot now{self.answer.quoted}"

    @sentence
    def advice(self) -> str:
        when = "" if self.retry_after is None else f" (Retry-After: {shortened(self.retry_after)})"
        return f"try again later{when}"


class Redirected(Struct, frozen=True):
    """The server redirects. Redirects are never followed, because they would send the body to another server."""

    answer: Answer
    location: str | None
    category: ClassVar = Category.PROTOCOL
    message = _ATTEMPT_MESSAGE
    effect: ClassVar[Effect] = "none"
    advice: ClassVar = "redirects are not followed, so give the server's own URL"

    @sentence
    def what(self) -> str:
        return f"the server redirects{self.answer.quoted} to {shortened(self.location or 'nowhere')}"


class BrokenProtocol(Struct, frozen=True):
    """The answer violates the contract.

    Attributes:
        reason: what is wrong with it.
        answer: the answer, as far as it could be read.
    """

    reason: str
    answer: Answer | None
    category: ClassVar = Category.PROTOCOL
    message = _ATTEMPT_MESSAGE
    effect: ClassVar[Effect] = "unknown"
    advice: ClassVar = "check the server URL"

    @sentence
    def what(self) -> str:
        quoted = "" if self.answer is None else self.answer.quoted
        return f"no Spec Kitty server answered: {self.reason}{quoted}"


class Unreachable(Struct, frozen=True):
    """There was no connection, so nothing was sent.

    Attributes:
        reason: what the operating system or the HTTP client says.
        may_pass: whether a later attempt can succeed; with a bad certificate or proxy address it cannot.
    """

    reason: str
    may_pass: bool = True
    category: ClassVar = Category.UNAVAILABLE
    message = _ATTEMPT_MESSAGE
    effect: ClassVar[Effect] = "none"
    advice: ClassVar = ""

    @sentence
    def what(self) -> str:
        return f"cannot reach the server ({self.reason})"


class EffectUnknown(Struct, frozen=True):
    """The connection failed after the request was sent, so the server may or may not have accepted it."""

    reason: str
    category: ClassVar = Category.TEMPORARY
    message = _ATTEMPT_MESSAGE
    effect: ClassVar[Effect] = "unknown"
    advice: ClassVar = ""

    @sentence
    def what(self) -> str:
        return f"the connection failed after the snapshot was sent ({self.reason})"


class Interrupted(Struct, frozen=True):
    """The publish was interrupted (SIGINT, SIGTERM); *has_left* says whether part of the request had been sent."""

    has_left: bool
    category: ClassVar = Category.INTERRUPTED
    message = _ATTEMPT_MESSAGE
    advice: ClassVar = ""
    what: ClassVar = "interrupted"

    @property
    def effect(self) -> Effect:
        """``unknown`` if part of the request had been sent."""
        return "unknown" if self.has_left else "none"


Arrival: TypeAlias = Delivered | Replayed
Refusal: TypeAlias = (
    Rejected
    | Superseded
    | NotAllowed
    | RetryLater
    | Redirected
    | BrokenProtocol
    | Unreachable
    | EffectUnknown
    | Interrupted
)
Verdict: TypeAlias = Arrival | Refusal


def in_words(refusal: Refusal, effect: Effect, url: str | None = None, advice: str | None = None) -> str:
    """Return one line: what happened, the *effect* of all attempts, and what to do.

    If nobody answered, or the answer may not be a Spec Kitty server's, it shows the *url* of the request. The *advice*
    of somebody who knows more takes the place of the usual one.
    """
    known = effect_in_words(refusal.effect, effect, was_sent=not isinstance(refusal, Unreachable | Interrupted))
    doubt = None if url is None else _doubt(refusal, url)
    return "; ".join(filter(None, (refusal.what, known, doubt or advice or refusal.advice)))


def _doubt(refusal: Refusal, url: str) -> str | None:
    match refusal:
        case Unreachable():
            return f"the address is {url}"
        case Rejected(answer=Answer(is_of_another=False)) | NotAllowed(answer=Answer(is_of_another=False)):
            return None
        case BrokenProtocol() | Rejected() | NotAllowed():
            return f"is the server URL right? it led to {url}"
        case _:
            return None


def effect_of(verdict: Verdict) -> Effect:
    """Return the effect of one attempt."""
    match verdict:
        case Delivered() | Replayed():
            return "applied"
        case refusal:
            return refusal.effect


def answer_of(verdict: Verdict) -> Answer | None:
    """Return the answer of one attempt; None if there was none."""
    match verdict:
        case Unreachable() | EffectUnknown() | Interrupted():
            return None
        case answered:
            return answered.answer
