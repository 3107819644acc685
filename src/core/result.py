"""How this project matches on a result."""

from typing import TypeVar, cast

from returns.result import Failure, Result, Success

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
