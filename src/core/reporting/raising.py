"""An error as an exception, for programs that ask for one."""

from typing import TYPE_CHECKING, TypeVar

from returns.result import Failure, Result, Success
from typing_extensions import override

from ..result import sealed

if TYPE_CHECKING:  # at run time it would import every error there is
    from .errors import TrackpostError

_Value = TypeVar("_Value")


class TrackpostException(Exception):  # noqa: N818 - TrackpostError is the union of the errors
    """An error of this package, raised by `raise_for_error`. Its text is the error's message.

    Attributes:
        error: the error itself.
    """

    def __init__(self, error: "TrackpostError") -> None:
        super().__init__(error)
        self.error = error

    @override
    def __str__(self) -> str:
        return self.error.message


def raise_for_error(result: "Result[_Value, TrackpostError]") -> _Value:
    """Return the value of a success.

    Args:
        result: of any method of `TrackerService`, or of `resolve_route`.

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
