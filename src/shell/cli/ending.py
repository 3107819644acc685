"""How the program ends if its command does not return: an interrupt, wrong usage, lost output, or a bug."""

import os
import sys
import traceback
from collections.abc import Mapping
from io import StringIO

import click
from attrs import AttrsInstance
from returns.result import Failure

from ...core.delivery.effect import Effect
from ...core.delivery.receipt import PublishInterrupted
from ...core.errors import one_line
from ...core.reporting.exit_codes import ExitCode
from ...core.reporting.publish_report import publish_report
from ...core.reporting.report import Report
from ..telemetry.bug import bug_in_words, chain_of, places_of
from .lines import are_json
from .output import Stopped
from .signals import hold, is_terminated
from .terminal import complain, discard, say_aside, say_json


def ended_by(error: BaseException) -> int:
    """Print what ended the program, and return its exit status."""
    hold()
    try:
        return _told(error)
    except OSError as lost:
        return _lost(lost)


def _told(error: BaseException) -> int:
    match error:
        case click.ClickException():
            return _wrong_usage(error)
        case _ if any(isinstance(one, KeyboardInterrupt | click.Abort) for one in chain_of(error)):
            return _interrupted(error)  # also if cleaning up after the signal failed
        case OSError() if places_of(error)[-1][0].startswith("click."):
            return _lost(error)
        case _:
            return _internal(error)


def _wrong_usage(error: click.ClickException) -> int:
    message = one_line(error.format_message())
    if _wants_json():
        _tell_of("usage", message)
    elif are_json():
        complain(message, kind="usage")
    else:
        is_help = isinstance(error, click.exceptions.NoArgsIsHelpError)
        text = StringIO()
        (error if is_help else click.UsageError(message, getattr(error, "ctx", None))).show(text)
        say_aside(text.getvalue())
    return error.exit_code


def _interrupted(error: BaseException) -> ExitCode:
    """Print that the program was told to stop, and what the command knew by then."""
    match next((one for one in chain_of(error) if isinstance(one, PublishInterrupted | Stopped)), None):
        case PublishInterrupted() as publish:
            _tell(publish_report(Failure(publish.error)), publish.error.message, "interrupted")
        case Stopped() as stopped:
            outcome = "interrupted" if stopped.effect == "unknown" else "not_sent"
            _tell_of("interrupted", f"interrupted; {stopped.known}", outcome, stopped.effect)
        case None:
            _tell_of("interrupted", "interrupted")
    return interrupted_status()


def interrupted_status() -> ExitCode:
    """Return the exit status for the signal that told the program to stop."""
    return ExitCode.TERMINATED if is_terminated() else ExitCode.INTERRUPTED


def _lost(error: OSError) -> ExitCode:
    """Print that the output is lost, for example because the disk is full."""
    discard(error=False)
    if isinstance(error, BrokenPipeError):  # the reader of a help text has seen enough
        return ExitCode.OK
    try:
        complain(f"cannot print the result ({error.strerror})")
    except OSError:
        discard(error=True)
    return ExitCode.NOT_PRINTED


def _internal(error: BaseException) -> ExitCode:
    _say_frames(error)
    _tell_of("internal", bug_in_words(error), "effect_unknown", "unknown")
    return ExitCode.INTERNAL


def say_bug(error: BaseException) -> None:
    """Print where an exception comes from, if the program can go on after it."""
    _say_frames(error)
    complain(bug_in_words(error), kind="internal")


def _say_frames(error: BaseException) -> None:
    if os.environ.get("TRACKPOST_DEBUG"):
        for one in chain_of(error):
            say_aside("".join([*traceback.format_tb(one.__traceback__), type(one).__name__]))


def _tell_of(kind: str, message: str, outcome: str = "not_sent", effect: Effect | None = None) -> None:
    error = {"kind": kind, "message": message}
    _tell(_fleet_report(error) or Report(ok=False, outcome=outcome, effect=effect, error=error), message, kind)


def _fleet_report(error: Mapping[str, object]) -> AttrsInstance | None:
    """Return the report of a command of a fleet; None for other commands."""
    if sys.argv[1:2] != ["fleet"] or not _wants_json():
        return None
    from ...core.reporting.fleet_ending import broken_off_report

    return broken_off_report("".join(sys.argv[2:3]), error)


def _tell(report: AttrsInstance, message: str, kind: str) -> None:
    if _wants_json():
        say_json(report)
    else:
        complain(message, kind=kind)


def _wants_json() -> bool:
    return "--json" in sys.argv
