"""Reads beads by running ``bd``.

https://github.com/steveyegge/beads
"""

from collections.abc import Mapping

import msgspec
from returns.result import Failure, Result, Success

from ...core.issues.tracker_fault import BrokenTracker, TrackerFault
from ...core.trackers.answers import decode
from .command import TrackerCommand

_EVERYTHING = ("list", "--all", "--limit", "0", "--json")
"""By itself, ``bd list`` leaves out closed issues and stops after 50."""


class _Envelope(msgspec.Struct):
    """What some versions put around the list, and all do if ``BD_JSON_ENVELOPE`` is set."""

    data: list[msgspec.Raw] | None = None
    items: list[msgspec.Raw] | None = None


_LISTED: msgspec.json.Decoder[list[msgspec.Raw] | _Envelope] = msgspec.json.Decoder(list[msgspec.Raw] | _Envelope)


def list_beads(access: Mapping[str, str], command: TrackerCommand) -> Result[tuple[bytes, ...], TrackerFault]:
    """Return all beads of one folder, the closed ones too.

    Args:
        access: ``command`` and ``cwd``, which may both be absent.
        command: asks.
    """
    return Result.do(
        tuple(map(bytes, rows))
        for output in command.ask(access, "bd", *_EVERYTHING)
        for listed in decode(command.provider, output, _LISTED)
        for rows in _rows(command.provider, listed)
    )


def _rows(provider: str, listed: list[msgspec.Raw] | _Envelope) -> Result[list[msgspec.Raw], BrokenTracker]:
    match listed:
        case _Envelope(list(rows), _) | _Envelope(_, list(rows)) | list(rows):
            return Success(rows)
        case _:
            return Failure(BrokenTracker(provider, "it is no list"))
