"""A program that raises a failure that is not an error of this package."""

from trackpost import Result, Success, raise_for_error

RESULT: Result[int, str] = Success(1)
NUMBER = raise_for_error(RESULT)  # must be reported: text has no message
