"""Choose the bearer token of a publish, and decide which server may get it."""

from collections.abc import Mapping
from typing import ClassVar, TypeAlias

from msgspec import Struct
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from ..parsing.secret import Secret, UnusableToken, usable_token
from ..routing.credentials import MalformedCredential, credential_in_words, first_credential
from ..routing.origins import NOTHING, Credentials
from ..routing.origins import origin_of as place_of
from ..routing.providers import PROVIDERS
from .endpoint import Endpoint, origin_of
from .publish import PublishOrder
from .verdict import NotAllowed

TOKEN_OF_FILE = "the token in the credentials file"  # noqa: S105 - words


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
    """The token is for another server than the one to publish to.

    Attributes:
        server: the origin of the server that it is for; None if that is not a URL.
        endpoint: the URL that the token would be sent to.
        token: which one it is, in words.
    """

    server: str | None
    endpoint: str
    token: str = TOKEN_OF_FILE
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        server = self.server or "a server whose URL is unusable"
        return (
            f"{self.token} is for {server}, not for {self.endpoint}; "
            "give another with --auth-token, or send it anyway with --trust-server"
        )


GivenTokenError: TypeAlias = MissingToken | UnusableToken
TokenError: TypeAlias = GivenTokenError | MalformedCredential

EXPLICIT = "the token that was given"


def choose_token(
    explicit: str | None,
    provider: str,
    credentials: Mapping[str, object],
    configured: Credentials = NOTHING,
    source: str | None = None,
) -> Result[Secret | None, TokenError]:
    """Return the first token that is not blank: *explicit*, the configured one, ``access_token``, ``token``.

    ``token`` counts only if the provider is known to keep its own secret under another name. For GitHub and GitLab it
    grants access to the tracker, and for an unknown provider nobody can tell what it is.

    Contract: contracts/tracker-snapshot-publish.md, "Token resolution".

    Args:
        explicit: the token that the caller gave.
        provider: canonical name.
        credentials: the provider's table.
        configured: has the token under ``auth_token``, if a command or the keyring gave one.
        source: where the caller has *explicit* from, in words; None if it is the caller's own.

    Returns:
        The token, None if there is none, or why the first one cannot be used.
    """
    if explicit is not None and explicit.strip():
        return usable_token(token_in_words(source), explicit, source)
    if configured:
        ((key, text),) = configured.items()
        place = configured.origins[key].in_words
        return usable_token(token_in_words(place), str(text), place)
    return Result.do(
        token
        for found in first_credential(provider, credentials, token_keys(provider))
        for token in _from_file(provider, found, credentials)
    )


def check_token_server(
    token: Secret | None,
    server: str | None,
    endpoint: Endpoint | None,
    order: PublishOrder,
    words: str = TOKEN_OF_FILE,
) -> Result[Secret | None, TokenOfAnotherServer]:
    """Return *token*, unless it is for another server.

    A token from the caller may go to any server, and any token may go to a loopback address. If nothing says which
    server it is for, there is nothing to check.

    Args:
        token: the token that `choose_token` returned.
        server: the URL of the server that the token is for, if it is not from the caller.
        endpoint: where the token would go; None if no server was given.
        order: whether the caller gave the token, and whether other servers are trusted.
        words: what to call the token.
    """
    if token is None or is_given(order) or order.trust_server or server is None or endpoint is None:
        return Success(token)
    if endpoint.is_loopback or origin_of(server) == origin_of(endpoint.url):
        return Success(token)
    return Failure(TokenOfAnotherServer(origin_of(server), endpoint.url, words))


def is_given(order: PublishOrder) -> bool:
    """Say whether the caller gave a token."""
    return order.auth_token is not None and bool(order.auth_token.strip())


def token_in_words(source: str | None) -> str:
    """Return what to call a token that comes from a place."""
    return EXPLICIT if source is None else f"the token from {source}"


def another_token(source: str | None) -> str:
    """Return what to do about a token that is not accepted.

    Args:
        source: the place that it comes from, in words; None if nobody knows, or the caller gave it.
    """
    advice = NotAllowed.advice
    return advice if source is None else f"it is from {source}: correct it there, or {advice}"


def _from_file(
    provider: str, found: tuple[str, str] | None, credentials: Mapping[str, object]
) -> Result[Secret | None, UnusableToken]:
    if found is None:
        return Success(None)
    key, text = found
    origin = place_of(credentials, key)
    return usable_token(
        credential_in_words(provider, credentials, key), text, None if origin is None else origin.in_words
    )


def token_keys(provider: str) -> tuple[str, ...]:
    """Return the credentials of a provider that may be a token of the server, in their order."""
    row = PROVIDERS.get(provider)
    return ("access_token",) if row is None or "token" in row.secrets else ("access_token", "token")
