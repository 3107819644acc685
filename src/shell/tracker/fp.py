"""Reads fp by running ``fp``, which prints a line for each issue.

https://fp.dev
"""

from collections.abc import Mapping

from returns.result import Failure, Result

from ...core.issues.command_fault import CommandFailed
from ...core.issues.tracker_fault import TrackerFault
from .command import TrackerCommand

_EVERYTHING = ("issue", "list")
_WITHOUT_LIMIT = ("--limit", "1000000")
"""More lines than there is room for. Older versions do not know the option, and list all without it."""


def list_fp(access: Mapping[str, str], command: TrackerCommand) -> Result[tuple[bytes, ...], TrackerFault]:
    """Return what fp prints about one folder, line by line.

    Args:
        access: ``command`` and ``cwd``, which may both be absent.
        command: asks.
    """

    def ask(*more: str) -> Result[bytes, TrackerFault]:
        return command.ask(access, "fp", *_EVERYTHING, *more)

    def ask_older_version(fault: TrackerFault) -> Result[bytes, TrackerFault]:
        is_older = isinstance(fault, CommandFailed) and fault.lacks_option
        return ask() if is_older else Failure(fault)

    return ask(*_WITHOUT_LIMIT).lash(ask_older_version).map(lambda output: tuple(output.splitlines()))
