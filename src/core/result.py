"""The two ways to end a result: a match on it, or an exception."""

from typing import TypeVar, assert_never, cast

from returns.result import Failure, Result, Success
from typing_extensions import override

from .errors import Problem

_Value = TypeVar("_Value")
_Error = TypeVar("_Error")


def sealed(result: Result[_Value, _Error]) -> Success[_Value] | Failure[_Error]:
    """Show *result* to the type checker as the closed union that it is at run time.

    ``Result`` is open to mypy, so a ``match`` on it can never be exhaustive (dry-python/returns issue 1361).
    This is the only cast of the project.

    >>> sealed(Success(1))
    <Success: 1>
    """
    return cast("Success[_Value] | Failure[_Error]", result)


class TrackpostException(Exception):  # noqa: N818 - TrackpostError is the union of the error values
    """An error value, raised because a program asked for that (`raise_for_error`). Its text is the error's message.

    Attributes:
        error: the value itself.
    """

    def __init__(self, error: Problem) -> None:
        super().__init__(error)
        self.error = error

    @override
    def __str__(self) -> str:
        return self.error.message


def raise_for_error(result: Result[_Value, Problem]) -> _Value:
    """Return the value of a success.

    Args:
        result: of any operation of `TrackerService`, or of `resolve_route`.

    Raises:
        TrackpostException: *result* is a failure.

    >>> raise_for_error(Success(1))
    1
    """
    match sealed(result):
        case Success(value):
            return value
        case Failure(error):
            raise TrackpostException(error)
        case unreachable:
            assert_never(unreachable)
