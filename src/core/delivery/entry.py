"""Whether a server lets a token in, found out by a request that publishes nothing.

A server checks the token before it looks for a key, and takes no snapshot without one. So a request that has neither
changes nothing: 401 or 403 says that the token is not accepted, and ``missing_idempotency_key`` that it is. Whether it
may publish a certain project, nobody has asked then.

Contract: contracts/tracker-snapshot-publish.md, "Answers".
"""

from typing import ClassVar, TypeAlias

from msgspec import Struct
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from ..parsing.secret import Secret
from .answer import Answer
from .token import another_token
from .verdict import (
    BrokenProtocol,
    Delivered,
    EffectUnknown,
    Interrupted,
    NotAllowed,
    Redirected,
    Rejected,
    Replayed,
    RetryLater,
    Superseded,
    Unreachable,
    Verdict,
)

BODY = b"{}"
"""No snapshot."""
_LET_IN = "missing_idempotency_key"


class TokenNeeded(Struct, frozen=True):
    """The server wants a token, and there is none."""

    answer: Answer
    category: ClassVar = Category.NOT_ALLOWED

    @sentence
    def message(self) -> str:
        return f"the server requires a token{self.answer.quoted}, and there is none; give one with --auth-token"


class TokenRefused(Struct, frozen=True):
    """The server does not accept the token.

    Attributes:
        answer: its answer.
        source: the place that the token comes from, in words; None if nobody knows, or the caller gave it.
    """

    answer: Answer
    source: str | None = None
    category: ClassVar = Category.NOT_ALLOWED

    @sentence
    def message(self) -> str:
        return f"the server does not accept this token{self.answer.quoted}; {another_token(self.source)}"


class NoSpecKitty(Struct, frozen=True):
    """The answer is none that the contract has for a request without a key."""

    answer: Answer
    category: ClassVar = Category.PROTOCOL

    @sentence
    def message(self) -> str:
        return (
            f"a Spec Kitty server would have asked for an idempotency key, and this one did not{self.answer.quoted}; "
            "check the server URL"
        )


class BusyServer(Struct, frozen=True):
    """The server does not say now whether it lets the token in."""

    answer: Answer
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        return f"the server cannot answer now{self.answer.quoted}; try again later"


ServerFault: TypeAlias = (
    TokenNeeded
    | TokenRefused
    | NoSpecKitty
    | BusyServer
    | Redirected
    | BrokenProtocol
    | Unreachable
    | EffectUnknown
    | Interrupted
)


def entry_of(verdict: Verdict, token: Secret | None) -> Result[None, ServerFault]:
    """Return nothing if the server lets *token* in, or why a publish with it would fail.

    Args:
        verdict: what the answer to the request without a key means.
        token: what it was asked with; None if it was asked without one.
    """
    match verdict:
        case Rejected(answer) if answer.code == _LET_IN:
            return Success(None)
        case NotAllowed(answer):
            return Failure(TokenNeeded(answer) if token is None else TokenRefused(answer, token.source))
        case (
            Rejected(answer)
            | Delivered(answer)
            | Replayed(answer)
            | Superseded(answer)
            | BrokenProtocol(answer=Answer() as answer)
        ):
            return Failure(NoSpecKitty(answer))
        case RetryLater(answer):
            return Failure(BusyServer(answer))
        case fault:
            return Failure(fault)
