"""``trackpost contract``: for people who write the other side of the wire."""

from pathlib import Path
from typing import assert_never

import click
from returns.result import Failure, Result, Success

from ...core.contract.capture import BrokenCapture, Capture, CapturedBatch, CapturedEvent, CapturedSnapshot, identify
from ...core.errors import UnreadableFile, one_line
from ...core.reporting.exit_codes import ExitCode
from ...core.result import sealed
from ..files.reading import read_bytes
from .options import STANDARD_INPUT, read_standard_input
from .output import complain, route_in_words, say


@click.group()
def contract() -> None:
    """Check captured JSON against the contracts."""


@contract.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
def check(files: tuple[str, ...]) -> None:
    """Say of JSON files which contract they meet, or every fault.

    A FILE of - is standard input.

    Knows the body of a snapshot publish, an event, and the body of a batch request. Exits 0 if each file meets one
    of them, and 65 if not.
    """
    verdicts = [_is_sound(name) for name in files]
    raise click.exceptions.Exit(ExitCode.OK if all(verdicts) else ExitCode.DATA)


def _is_sound(name: str) -> bool:
    match sealed(_read(name)):
        case Failure(error):
            complain(error)
            return False
        case Success(content):
            return _tell(name, identify(content))
        case unreachable:
            assert_never(unreachable)


def _read(name: str) -> Result[bytes, UnreadableFile]:
    return Success(read_standard_input()) if name == STANDARD_INPUT else read_bytes(Path(name))


def _tell(name: str, result: Result[Capture, BrokenCapture]) -> bool:
    match sealed(result):
        case Success(capture):
            say(one_line(f"{name}: {_in_words(capture)}"))
            return True
        case Failure(broken):
            for fault in broken.faults:
                say(one_line(f"{name}: {broken.contract}: {fault.path}: {fault.reason}"))
            return False
        case unreachable:
            assert_never(unreachable)


def _in_words(capture: Capture) -> str:
    match capture:
        case CapturedSnapshot(provider, workspace, route, issues, mappings):
            routed = route_in_words(route)
            return f"snapshot of {provider} {workspace}, route {routed}, issues {issues}, mappings {mappings}"
        case CapturedEvent(event_type):
            return f"event {event_type}"
        case CapturedBatch(event_types):
            return f"batch of {len(event_types)}: {', '.join(event_types) or 'nothing'}"
        case unreachable:
            assert_never(unreachable)
