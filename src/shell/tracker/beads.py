"""Reads beads by running ``bd``.

https://github.com/steveyegge/beads
"""

from collections.abc import Mapping
from typing import ClassVar

import msgspec
from returns.result import Failure, Result, Success

from ...core.issues.tracker_fault import BrokenTracker, TrackerFault
from ...core.trackers.answers import decode
from .command import TrackerCommand
from .reader import RawPage

_EVERYTHING = ("list", "--all", "--limit", "0", "--json")
"""By itself, ``bd list`` leaves out closed issues and stops after 50."""


class _Envelope(msgspec.Struct):
    """What some versions put around the list, and all do if ``BD_JSON_ENVELOPE`` is set."""

    data: list[msgspec.Raw] | None = None
    items: list[msgspec.Raw] | None = None


_LISTED: msgspec.json.Decoder[list[msgspec.Raw] | _Envelope] = msgspec.json.Decoder(list[msgspec.Raw] | _Envelope)


class BeadsReader:
    """Reads all beads of one folder.

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
        return Result.do(
            RawPage(issues=tuple(map(bytes, rows)), next=None, now=None)
            for output in self._command.ask(self._access, "bd", *_EVERYTHING)
            for listed in decode(self._command.provider, output, _LISTED)
            for rows in self._rows(listed)
        )

    def _rows(self, listed: list[msgspec.Raw] | _Envelope) -> Result[list[msgspec.Raw], BrokenTracker]:
        match listed:
            case _Envelope(list(rows), _) | _Envelope(_, list(rows)) | list(rows):
                return Success(rows)
            case _:
                return Failure(BrokenTracker(self._command.provider, "it is no list"))
