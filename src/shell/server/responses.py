"""The responses of the reference server."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import TypeVar

import msgspec
from returns.result import Failure, Result, Success
from starlette.responses import Response

from ...core.contract.admission import StoredAnswer
from ...core.contract.server import Refused
from ...core.result import sealed

_Value = TypeVar("_Value")

NO_HEADERS: Mapping[str, str] = MappingProxyType({})

encode = msgspec.json.Encoder(order="sorted").encode


def json_response(content: object, headers: Mapping[str, str] = NO_HEADERS, status_code: int = 200) -> Response:
    """Return a response with *content* as JSON."""
    return Response(encode(content), status_code, headers, "application/json")


class Refusal(Response):
    """The response to a request that is not taken.

    Attributes:
        refused: what it says.
    """

    def __init__(self, refused: Refused) -> None:
        super().__init__(encode(refused.complaint), refused.status_code, refused.headers, "application/json")
        self.refused = refused


def refusal(refused: Refused) -> Refusal:
    """Return the response to a request that is not taken."""
    return Refusal(refused)


def stored_response(answer: StoredAnswer, headers: Mapping[str, str] = NO_HEADERS) -> Response:
    """Return what a snapshot that was taken is answered, byte by byte as it is kept."""
    return Response(answer.body, answer.status_code, headers, "application/json")


def response_of(result: Result[Response, Refused]) -> Response:
    """Return the response, or the refusal."""
    match sealed(result):
        case Success(response):
            return response
        case Failure(refused):
            return refusal(refused)


async def respond(result: Result[_Value, Refused], step: Callable[[_Value], Awaitable[Response]]) -> Response:
    """Return the response of *step* to the value, or the refusal."""
    match sealed(result):
        case Success(value):
            return await step(value)
        case Failure(refused):
            return refusal(refused)
