"""Which bearer token a publish carries."""

import re
from collections.abc import Mapping
from typing import TypeAlias

from attrs import frozen
from returns.result import Failure, Result, Success

from .credential import MalformedCredential, first_credential
from .provider import PROVIDERS
from .secret import Secret


@frozen
class UnusableToken:
    """The token has a character that no HTTP header may carry, or a blank in its middle.

    Attributes:
        source: where the token comes from; the token itself is nowhere.
        position: of the first such character, from 1.
    """

    source: str
    position: int


@frozen
class MissingToken:
    """A token was promised, and there is none at *source*."""

    source: str


GivenTokenError: TypeAlias = MissingToken | UnusableToken
TokenError: TypeAlias = GivenTokenError | MalformedCredential

EXPLICIT = "the token that was given"
_OUTER_BLANKS = " \t"
# field-vchar of RFC 9110 section 5.5, without obs-text: visible US-ASCII
_UNUSABLE = re.compile(r"[^\x21-\x7e]")


def choose_token(
    explicit: str | None, provider: str, credentials: Mapping[str, object]
) -> Result[Secret | None, TokenError]:
    """Return the first token that is not blank: *explicit*, then ``access_token``, then ``token``.

    ``token`` is used only where the provider is known to have another secret of its own: with GitHub and GitLab it
    opens the tracker, and what an unknown provider keeps there cannot be known.

    Args:
        explicit: the caller's.
        provider: canonical name.
        credentials: the provider's table.

    Returns:
        The token, None where there is none, or why the first one cannot be used.
    """
    if explicit is not None and explicit.strip():
        return usable_token(EXPLICIT, explicit)
    return Result.do(
        token
        for found in first_credential(provider, credentials, _token_keys(provider))
        for token in _from_file(provider, found)
    )


def _from_file(provider: str, found: tuple[str, str] | None) -> Result[Secret | None, UnusableToken]:
    if found is None:
        return Success(None)
    key, text = found
    return usable_token(f"credential {key!r} of {provider}", text)


def _token_keys(provider: str) -> tuple[str, ...]:
    row = PROVIDERS.get(provider)
    return ("access_token",) if row is None or "token" in row.secrets else ("access_token", "token")


def usable_token(source: str, text: str) -> Result[Secret, UnusableToken]:
    """Return *text* as a token without its outer blanks, if a header can carry it.

    Args:
        source: where it comes from, for the error.
        text: not blank.
    """
    token = text.strip(_OUTER_BLANKS)
    fault = _UNUSABLE.search(token)
    return Success(Secret(token)) if fault is None else Failure(UnusableToken(source, fault.start() + 1))
