"""What a publish goes by before it reads anything from the cache: the routing, and the token or where it comes from."""

from attrs import field, frozen
from returns.result import Result, Success

from ...core.delivery.endpoint import Endpoint
from ...core.delivery.publish import PublishOrder
from ...core.delivery.receipt import PrepareError
from ...core.delivery.token import (
    TOKEN_OF_FILE,
    TokenError,
    TokenOfAnotherServer,
    check_token_server,
    choose_token,
    is_given,
    token_in_words,
)
from ...core.parsing.secret import Secret
from ...core.project.secret_faults import SecretFault
from ...core.routing.origins import NOTHING, Credentials, Origin
from ...core.routing.pin import Routing, demand_route
from ...core.routing.route import ResourceRoute
from ..runtime import Runtime

_TokenFault = TokenError | TokenOfAnotherServer


@frozen
class Access:
    """How the server finds the project's mapping, and lets it in.

    Attributes:
        routing: of the project.
        token: None if there is none, or if somebody has to be asked for it; not printed.
        token_from: the command, or the keyring, that is asked; None if neither is.
    """

    routing: Routing
    token: Secret | None = field(repr=False)
    token_from: Origin | None

    @property
    def route(self) -> ResourceRoute | None:
        """The route, if there is one."""
        return self.routing.route.value_or(None)


def access_of(runtime: Runtime, order: PublishOrder, endpoint: Endpoint | None) -> Result[Access, PrepareError]:
    """Return what a publish goes by, without asking a command or the keyring."""
    expected = None if is_given(order) else runtime.expected_token
    known: Result[Secret | None, _TokenFault] = (
        _token(runtime, order, endpoint, NOTHING) if expected is None else Success(None)
    )
    return Result.do(
        Access(routing, token, expected)
        for confirmed in runtime.routing
        for routing in demand_route(confirmed, required=order.require_route)
        for token in known
    )


def token_of(
    access: Access, runtime: Runtime, order: PublishOrder, endpoint: Endpoint
) -> Result[Secret | None, _TokenFault | SecretFault]:
    """Return the token to send; a command or the keyring is asked if it comes from there."""
    if access.token_from is None:
        return Success(access.token)
    return Result.do(token for given in runtime.configured_token for token in _token(runtime, order, endpoint, given))


def _token(
    runtime: Runtime, order: PublishOrder, endpoint: Endpoint | None, given: Credentials
) -> Result[Secret | None, _TokenFault]:
    """Choose the token, and check where it goes: what the settings give is for the server that the settings have."""
    server = (runtime.server_url or runtime.server) if given else runtime.server
    words = next((token_in_words(origin.in_words) for origin in given.origins.values()), TOKEN_OF_FILE)
    return Result.do(
        token
        for chosen in choose_token(
            order.auth_token, runtime.binding.provider, runtime.credentials, given, order.token_from
        )
        for token in check_token_server(chosen, server, endpoint, order, words)
    )
