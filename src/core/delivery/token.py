"""Choose the bearer token of a publish, and decide which server may get it."""

from collections.abc import Mapping
from typing import ClassVar, TypeAlias

from msgspec import Struct
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from ..parsing.secret import Secret, UnusableToken, usable_token
from ..routing.credentials import MalformedCredential, first_credential
from ..routing.providers import PROVIDERS
from .endpoint import Endpoint, origin_of
from .publish import PublishOrder


class MissingToken(Struct, frozen=True):
    """There is no token in *source*, though it was given as the place of one."""

    source: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"no token in {self.source}; provide one, or omit the option"


class RepeatedToken(Struct, frozen=True):
    """Two options that stand for two accounts have the same token.

    Attributes:
        option: which has it too.
        first: which had it before.
    """

    option: str
    first: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return (
            f"{self.option} has the same token as {self.first}; give the token of another account, or omit the option"
        )


class TokenOfAnotherServer(Struct, frozen=True):
    """The token in the credentials file is for another server than the one to publish to.

    Attributes:
        server: the origin of the server named under ``[server]`` in the file; None if that is not a URL.
        endpoint: the URL that the token would be sent to.
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

    ``token`` counts only if the provider is known to keep its own secret under another name. For GitHub and GitLab it
    grants access to the tracker, and for an unknown provider nobody can tell what it is.

    Contract: contracts/tracker-snapshot-publish.md, "Token resolution".

    Args:
        explicit: the token that the caller gave.
        provider: canonical name.
        credentials: the provider's table.

    Returns:
        The token, None if there is none, or why the first one cannot be used.
    """
    if explicit is not None and explicit.strip():
        return usable_token(EXPLICIT, explicit)
    return Result.do(
        token
        for found in first_credential(provider, credentials, _token_keys(provider))
        for token in _from_file(provider, found)
    )


def check_token_server(
    token: Secret | None, server: str | None, endpoint: Endpoint | None, order: PublishOrder
) -> Result[Secret | None, TokenOfAnotherServer]:
    """Return *token*, unless it is from the credentials file and for another server.

    A token from the caller may go to any server, and any token may go to a loopback address. If the file names no
    server, there is nothing to check.

    Args:
        token: the token that `choose_token` returned.
        server: the URL under ``[server]`` in the credentials file.
        endpoint: where the token would go; None if no server was given.
        order: whether the caller gave the token, and whether other servers are trusted.
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
