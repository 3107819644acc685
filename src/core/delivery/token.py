"""Which bearer token a publish carries."""

from collections.abc import Mapping
from typing import ClassVar, TypeAlias

from attrs import frozen
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from ..parsing.secret import Secret, UnusableToken, usable_token
from ..routing.credentials import MalformedCredential, first_credential
from ..routing.providers import PROVIDERS
from .endpoint import Endpoint, origin_of
from .publish import PublishOrder


@frozen
class MissingToken:
    """A token was promised, and there is none at *source*."""

    source: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"no token in {self.source}; provide one, or omit the option"


@frozen
class TokenOfAnotherServer:
    """The token of the credentials file belongs to another server than the one that is published to.

    Attributes:
        server: the origin that the file names under ``[server]``; None where what it names is no URL.
        endpoint: the URL that it would be sent to.
    """

    server: str | None
    endpoint: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        server = self.server or "a server whose URL is unusable"
        return (
            f"the token in the credentials file is for {server}, not for {self.endpoint}; "
            "give another with --auth-token, or send it anyway with --trust-server"
        )


GivenTokenError: TypeAlias = MissingToken | UnusableToken
TokenError: TypeAlias = GivenTokenError | MalformedCredential

EXPLICIT = "the token that was given"


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


def keep_at_home(
    token: Secret | None, server: str | None, endpoint: Endpoint | None, order: PublishOrder
) -> Result[Secret | None, TokenOfAnotherServer]:
    """Let the *token* of the credentials file go only to the server that the file says it is for.

    A token that was given goes where its giver says; this machine may have any; and where the file names no server,
    nothing can be said.

    Args:
        token: what `choose_token` chose.
        server: the URL that the file names under ``[server]``.
        endpoint: where it would go; None where nobody said.
        order: whether the token was given, and whether other servers are trusted.
    """
    is_given = order.auth_token is not None and bool(order.auth_token.strip())
    if token is None or is_given or order.trust_server or server is None or endpoint is None:
        return Success(token)
    if endpoint.is_loopback or origin_of(server) == origin_of(endpoint.url):
        return Success(token)
    return Failure(TokenOfAnotherServer(origin_of(server), endpoint.url))


def _from_file(provider: str, found: tuple[str, str] | None) -> Result[Secret | None, UnusableToken]:
    if found is None:
        return Success(None)
    key, text = found
    return usable_token(f"credential {key!r} of {provider}", text)


def _token_keys(provider: str) -> tuple[str, ...]:
    row = PROVIDERS.get(provider)
    return ("access_token",) if row is None or "token" in row.secrets else ("access_token", "token")
