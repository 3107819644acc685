"""Where the values of a publish come from, and the token itself."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from returns.result import Result

from ...core.delivery.endpoint import Endpoint
from ...core.delivery.publish import PublishOrder
from ...core.delivery.token import is_given, token_keys
from ...core.errors import Problem
from ...core.parsing.secret import Secret
from ...core.routing.origins import FLEET, Credentials
from ..runtime import Runtime
from .access import access_of, token_of
from .server import find_server

if TYPE_CHECKING:
    from .wiring import Wiring


def server_origin(wiring: "Wiring", given: str | None) -> str | None:
    """Return what names the server of a publish, in words; None if nothing does, or the caller gave it."""
    if wiring.kept is not None:
        return FLEET.in_words
    found = Result.do(found for home in wiring.home for found in find_server(home, given, wiring.environ))
    return next((server.origin.in_words for server in (found.value_or(None),) if server is not None), None)


def chosen_token(runtime: Runtime, order: PublishOrder, endpoint: Endpoint | None) -> Result[Secret | None, Problem]:
    """Return the token that a publish would send; where no server is named, without asking a command for it."""
    access = access_of(runtime, order, endpoint)
    if endpoint is None:
        return access.map(lambda known: known.token)
    return Result.do(token for known in access for token in token_of(known, runtime, order, endpoint))


def token_origin(runtime: Runtime, order: PublishOrder) -> str | None:
    """Return where the token of a publish comes from, in words."""
    if is_given(order):
        return order.token_from or "--auth-token"
    held = runtime.credentials.only(token_keys(runtime.binding.provider)).origins.values()
    return next((origin.in_words for origin in (runtime.expected_token, *held) if origin is not None), None)


def by_place(credentials: Credentials) -> Iterator[tuple[str, list[str]]]:
    """Return the names of credentials, by the place that they come from, in words."""
    places = dict.fromkeys(origin.in_words for origin in credentials.origins.values())
    for place in places:
        yield place, sorted(key for key, origin in credentials.origins.items() if origin.in_words == place)
