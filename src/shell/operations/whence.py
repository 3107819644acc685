"""Where the values of a publish come from, and the token itself."""

from collections.abc import Iterator

from returns.result import Result

from ...core.delivery.endpoint import Endpoint
from ...core.delivery.publish import PublishOrder
from ...core.delivery.token import is_given, token_keys
from ...core.errors import Problem
from ...core.parsing.secret import Secret
from ...core.routing.origins import Credentials
from ..runtime import Runtime
from .access import access_of, token_of


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
