"""Everything that the command line prints. No other module prints.

Text from a file, a tracker or a server may hold characters that a terminal obeys, so every function here escapes them.
Only `say_bytes` does not: it prints for programs.
"""

import os
import re
import sys
import warnings
from collections.abc import Mapping, Sequence
from io import TextIOWrapper
from typing import TYPE_CHECKING, Literal, TextIO

import click

from ...core.errors import one_line
from .lines import are_json, aside_of, line_of
from .signals import hold

if TYPE_CHECKING:
    from attrs import AttrsInstance


def open_streams() -> None:
    """Escape what the encoding of the terminal lacks, and keep Python quiet."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # they are for developers, and not escaped


def say(text: str) -> None:
    """Print one line for a person, on standard output."""
    _print(one_line(text))


def say_table(rows: Mapping[str, str]) -> None:
    """Print names and values in two columns, on standard output."""
    width = max(map(len, rows))
    for name, value in rows.items():
        say(f"  {name:<{width}}  {value}")


def say_columns(rows: Sequence[Sequence[str]]) -> None:
    """Print rows with the same number of columns, on standard output."""
    shown = [tuple(map(one_line, row)) for row in rows]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        say(f"  {'  '.join(cells)}".rstrip())


def say_json(report: "AttrsInstance") -> None:
    """Print one JSON object in one line, on standard output. Nothing interrupts it or follows it.

    The members keep the order of their definition. A program gets the bytes as they are encoded; a terminal gets the
    same object without control characters.
    """
    import msgspec
    from attrs import asdict

    hold()
    encoded = msgspec.json.encode(asdict(report, recurse=False))
    _print(_ODD.sub(_escaped, encoded.decode()).encode() if _is_terminal(sys.stdout) else encoded)


def say_bytes(content: bytes) -> None:
    """Print bytes as they are, on standard output."""
    _print(content, line=False)


def warn(text: str, **details: str) -> None:
    """Print a warning, on standard error. Only a program that reads JSON gets the details."""
    _print(line_of("warning", text, details), error=True)


def complain(text: str, **details: str) -> None:
    """Print an error, on standard error, with its details for a program that reads JSON."""
    _print(line_of("error", text, details), error=True)


def note(level: Literal["info", "error"], text: str, **details: str | int | None) -> None:
    """Print one line of a log, on standard error. Only a program that reads JSON gets the level and the details."""
    _print(aside_of(text, level, details), error=True)


def say_aside(text: str) -> None:
    """Print several lines for a person, on standard error."""
    for line in text.splitlines():
        _print(aside_of(line), error=True)


def rewrite(text: str) -> None:
    """Replace the current line of standard error, if that is a terminal, and a person reads it."""
    if is_watched():
        _print(f"\r\x1b[K{one_line(text)}", error=True, line=False)


def ask(name: str) -> str:
    """Return what a person types at a prompt on standard error; the terminal does not show it."""
    answer: str = click.prompt(one_line(name), hide_input=True, err=True)
    return answer


def ask_for(name: str, default: str | None, *, hidden: bool) -> str:
    """Return what a person types at a prompt on standard error, or the *default* for nothing.

    Args:
        name: what is asked for.
        default: shown, unless it is empty; None demands an answer.
        hidden: the terminal does not show what is typed.
    """
    shows_default, shown = bool(default), None if default is None else one_line(default)
    answer: str = click.prompt(one_line(name), shown, hidden, show_default=shows_default, err=True)
    return answer


def is_watched() -> bool:
    """Say whether somebody may be watching: standard error is a terminal, and what goes there is text."""
    return _is_terminal(sys.stderr) and not are_json()


def is_interactive() -> bool:
    """Say whether a person can be asked: standard input and standard error are a terminal."""
    return _is_terminal(sys.stdin) and _is_terminal(sys.stderr)


def confirm(question: str) -> bool:
    """Return whether a person says yes to a question on standard error; by default, no."""
    return click.confirm(one_line(question), err=True)


def wait_for_enter(request: str) -> bool:
    """Print a request on standard error, and wait for the end of a line; return whether it came."""
    _print(one_line(request), error=True)
    return sys.stdin is not None and bool(sys.stdin.readline())


def discard(*, error: bool) -> None:
    """Send the rest of a stream nowhere; otherwise the interpreter would try to print it once more, and fail again."""
    stream = sys.stderr if error else sys.stdout
    if stream is not None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


_ODD = re.compile(r"[^\x00-\x7e]")
"""The characters that JSON leaves as they are though they may be control characters."""


def _escaped(character: re.Match[str]) -> str:
    import json

    return character[0] if character[0].isprintable() else json.dumps(character[0]).strip('"')


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _print(content: str | bytes, *, error: bool = False, line: bool = True) -> None:
    """Print; a reader that has seen enough, like ``head``, is no error, so the command goes on to its exit status."""
    try:
        click.echo(content, err=error, nl=line)
    except BrokenPipeError:
        discard(error=error)
