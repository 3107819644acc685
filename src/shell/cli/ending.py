"""How the program ends if its command does not return: an interrupt, wrong usage, lost output, or a bug."""

import os
import re
import sys
import traceback
from collections.abc import Mapping
from io import StringIO
from itertools import pairwise

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
from .manner import MANNER
from .output import Stopped
from .signals import hold, is_terminated
from .streams import discard
from .terminal import complain, say_aside, say_json


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
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        text = StringIO()
        error.show(text)
        say_aside(text.getvalue())
    else:
        _choose_manner()
        _tell_of("usage", usage_in_words(error))
    return error.exit_code


def usage_in_words(error: click.ClickException) -> str:
    """Return what click says of wrong usage in the form that all errors have: one line, which ends with what to do.

    >>> usage_in_words(click.UsageError("No such command 'pul'. Did you mean 'pull'?"))
    "no such command 'pul'; did you mean 'pull'?"
    """
    said = _CHOICES.sub(r"; choose from: \1", error.format_message().replace("\n\t", " "))
    message = one_line(said).removesuffix(".")
    message = _MEANT.sub(r"; did you mean \1?", message[:1].lower() + message[1:])
    context = getattr(error, "ctx", None)
    if context is None or message.endswith("?"):
        return message
    if isinstance(error, click.NoSuchOption) and isinstance(context.command, click.Group):
        message = f"{message}; options come after the command"
    return f"{message}; see `{one_line(context.command_path)} --help`"


_CHOICES = re.compile(r"\. Choose from: (.*)")
"""How click lists the choices where a value is missing, once they are on one line."""
_MEANT = re.compile(r"\. \(?Did you mean (.*?)\?\)?$")
"""How click ends a message if it has a suggestion, or several in parentheses."""


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
    """Say whether to print an object; whoever asked for a part of it reads the error elsewhere."""
    return "--json" in sys.argv and not any(word.partition("=")[0] == "--field" for word in sys.argv)


def _choose_manner() -> None:
    """Speak as the options say that were not reached, because something before them is wrong."""
    given = dict([*pairwise(sys.argv), *(word.partition("=")[::2] for word in sys.argv if "=" in word)])
    if given.get("--log-format") == "json":
        MANNER.log_format = "json"
    match given.get("--color"):
        case "always" | "never" as coloring:
            MANNER.coloring = coloring
        case _:
            pass
