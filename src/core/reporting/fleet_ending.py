"""The JSON object of a command of ``trackpost fleet``, however it ends: it always has the same members."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from returns.result import Failure, Result, Success

from ..fleet.faults import FleetError
from ..result import sealed
from .fleet_report import EnqueueReport, FleetReport, FleetStatusReport, ListReport, RetryReport, RunReport
from .report import error_object

_Value = TypeVar("_Value")


def fleet_report(
    result: Result[_Value, FleetError], success: Callable[[_Value], FleetReport], shape: type[FleetReport]
) -> FleetReport:
    """Return the report of a command.

    Args:
        result: what the command returned.
        success: makes the report of its value.
        shape: the class of its reports; all their members but the error are None if the fleet cannot work.
    """
    match sealed(result):
        case Success(value):
            return success(value)
        case Failure(error):
            return shape(ok=False, error=error_object(error))


_SHAPES: Mapping[str, type[FleetReport]] = {
    "list": ListReport,
    "run": RunReport,
    "status": FleetStatusReport,
    "retry": RetryReport,
    "enqueue": EnqueueReport,
}


def broken_off_report(command: str, error: Mapping[str, object]) -> FleetReport:
    """Return the report of a command of a fleet, by its name, that ended before it had a result."""
    return _SHAPES.get(command, FleetReport)(ok=False, error=error)
