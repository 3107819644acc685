"""``trackpost contract``, for developers of servers and clients."""

from pathlib import Path

import click
from returns.result import Failure, Result, Success

from ...core.contract.capture import BrokenCapture, Capture, CapturedBatch, CapturedSnapshot, identify
from ...core.contract.event_versions import CapturedEvent
from ...core.parsing.strict_json import Fault
from ...core.project.faults import UnreadableFile
from ...core.reporting.exit_codes import ExitCode
from ...core.result import sealed
from ..files.reading import read_bytes
from .lazy import Group
from .options import STANDARD_INPUT, read_standard_input
from .output import route_in_words
from .probe import probe
from .terminal import complain, say, warn


@click.group(cls=Group)
def contract() -> None:
    """Check captured JSON, or a server, against the contracts."""


contract.add_command(probe)


@contract.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
def check(files: tuple[str, ...]) -> None:
    """Check which contract JSON files meet, and report every fault.

    A FILE named - is standard input.

    Knows the body of a snapshot publish, an event, and the body of a batch request. Exits 0 if each file meets one
    of them, and 65 if not.
    """
    verdicts = [_is_sound(name) for name in files]
    raise click.exceptions.Exit(ExitCode.OK if all(verdicts) else ExitCode.DATA)


def _is_sound(name: str) -> bool:
    match sealed(_read(name)):
        case Failure(error):
            complain(error.message)
            return False
        case Success(content):
            return _report(name, identify(content))


def _read(name: str) -> Result[bytes, UnreadableFile]:
    return Success(read_standard_input()) if name == STANDARD_INPUT else read_bytes(Path(name))


def _report(name: str, result: Result[Capture, BrokenCapture]) -> bool:
    match sealed(result):
        case Success(capture):
            say(f"{name}: {_in_words(capture)}")
            for warning in _warnings(capture):
                warn(f"{name}: {warning.path}: {warning.reason}")
            return True
        case Failure(broken):
            for fault in broken.faults:
                say(f"{name}: {broken.contract}: {fault.path}: {fault.reason}")
            if broken.answer is not None:
                say(f"{name}: {broken.contract}: {broken.answer}")
            return False


def _in_words(capture: Capture) -> str:
    match capture:
        case CapturedSnapshot(provider, workspace, route, issues, mappings, _):
            routed = route_in_words(route)
            return f"snapshot of {provider} {workspace}, route {routed}, issues {issues}, mappings {mappings}"
        case CapturedEvent():
            return f"event {capture.event_type}, {capture.checked_by}"
        case CapturedBatch(events):
            types = ", ".join(event.event_type for event in events) or "nothing"
            return "; ".join((f"batch of {len(events)}: {types}", *dict.fromkeys(event.checked_by for event in events)))


def _warnings(capture: Capture) -> tuple[Fault, ...]:
    return capture.warnings if isinstance(capture, CapturedSnapshot) else ()
