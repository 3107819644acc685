"""Reads fp by running ``fp``, which prints a line for each issue.

https://fp.dev
"""

from collections.abc import Mapping
from typing import ClassVar

from returns.result import Failure, Result

from ...core.issues.command_fault import CommandFailed
from ...core.issues.tracker_fault import TrackerFault
from .command import TrackerCommand
from .reader import RawPage

_EVERYTHING = ("issue", "list")
_WITHOUT_LIMIT = ("--limit", "1000000")
"""More lines than there is room for. Older versions do not know the option, and list all without it."""


class FpReader:
    """Reads all issues of one folder.

    Args:
        access: ``command`` and ``cwd``, which may both be absent.
        command: asks.
    """

    gives_whole_list: ClassVar[bool] = True

    def __init__(self, access: Mapping[str, str], command: TrackerCommand) -> None:
        self._access = access
        self._command = command

    def page(
        self,
        since: str | None,  # noqa: ARG002 - a pull is always a full one
        cursor: str | None,  # noqa: ARG002 - there is only one page
        size: int,  # noqa: ARG002 - likewise
    ) -> Result[RawPage, TrackerFault]:
        """Return the only page."""
        return (
            self._ask(*_WITHOUT_LIMIT)
            .lash(self._ask_older_version)
            .map(lambda output: RawPage(issues=tuple(output.splitlines()), next=None, now=None))
        )

    def _ask(self, *more: str) -> Result[bytes, TrackerFault]:
        return self._command.ask(self._access, "fp", *_EVERYTHING, *more)

    def _ask_older_version(self, fault: TrackerFault) -> Result[bytes, TrackerFault]:
        is_older = isinstance(fault, CommandFailed) and fault.lacks_option
        return self._ask() if is_older else Failure(fault)
