"""Standard output and standard error: what they are, and how something gets there."""

import os
import sys
import warnings
from io import TextIOWrapper
from typing import TextIO

import click

from .manner import are_json, is_quiet

_USUAL_WIDTH = 80


def open_streams() -> None:
    """Escape what the encoding of the terminal lacks, and keep Python quiet."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # they are for developers, and not escaped


def is_terminal(stream: TextIO | None) -> bool:
    """Say whether a person may be at the other end."""
    return stream is not None and stream.isatty()


def is_watched() -> bool:
    """Say whether somebody may be watching: standard error is a terminal, and what goes there is text."""
    return is_terminal(sys.stderr) and not are_json() and not is_quiet()


def is_interactive() -> bool:
    """Say whether a person can be asked: standard input and standard error are a terminal."""
    return is_terminal(sys.stdin) and is_terminal(sys.stderr)


def width_of(stream: TextIO) -> int:
    """Return how many columns a terminal has; 80 if it does not say."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or _USUAL_WIDTH
    except (OSError, ValueError):
        return _USUAL_WIDTH


def emit(content: str | bytes, *, error: bool = False, line: bool = True) -> None:
    """Print; a reader that has seen enough, like ``head``, is no error, so the command goes on to its exit status.

    The colors of a text are left as they are: whoever wrote it has asked whether they are wanted.
    """
    try:
        click.echo(content, err=error, nl=line, color=True)
    except BrokenPipeError:
        discard(error=error)


def discard(*, error: bool) -> None:
    """Send the rest of a stream nowhere; otherwise the interpreter would try to print it once more, and fail again."""
    stream = sys.stderr if error else sys.stdout
    if stream is not None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
