"""Everything that the command line says to people and programs. No other module prints.

Text from a file, a tracker or a server may hold characters that a terminal obeys, so every function here escapes them.
Only `say_bytes` does not: it prints for programs.
"""

import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import click

from ...core.errors import kind_of, one_line
from .lines import aside_of, line_of
from .manner import MANNER, is_colored, is_quiet
from .signals import hold
from .status_line import giving_way
from .streams import emit, is_terminal, width_of
from .table import Color, Colored, Text, plain, table_lines

if TYPE_CHECKING:
    from attrs import AttrsInstance


def say(*parts: Text) -> None:
    """Print one line for a person, on standard output."""
    _print("".join(_painted(part) for part in parts))


def say_done(word: str, text: str) -> None:
    """Print what a command did, on standard output: one *word*, and the rest."""
    say(Colored(word, "green"), f": {text}")


def say_table(rows: Mapping[str, Text]) -> None:
    """Print names and values in two columns, on standard output."""
    say_columns(rows.items())


def say_columns(rows: Iterable[Sequence[Text]], *, fits: bool = False) -> None:
    """Print rows with the same number of columns, on standard output.

    Args:
        rows: the rows.
        fits: leave out the last columns that a terminal has no room for.
    """
    room = width_of(sys.stdout) if fits and is_terminal(sys.stdout) else None
    for line in table_lines(rows, _painted, room):
        _print(line)


def say_json(report: "AttrsInstance") -> None:
    """Print one JSON object in one line, on standard output, or the part of it that was asked for.

    Nothing interrupts it or follows it. The members keep the order of their definition. A program gets the bytes as
    they are encoded; a terminal gets the same object without control characters.
    """
    import msgspec
    from attrs import asdict

    hold()
    encoded = msgspec.json.encode(asdict(report, recurse=False))
    if MANNER.field is None:
        _print(_ODD.sub(_escaped, encoded.decode()).encode() if is_terminal(sys.stdout) else encoded)
    else:
        _say_part(msgspec.json.decode(encoded), MANNER.field)


def _say_part(report: object, path: str) -> None:
    from returns.result import Failure, Success

    from ...core.reporting.field import parts_at
    from ...core.result import sealed

    match sealed(parts_at(report, path)):
        case Success(parts):
            for part in parts:
                _print(one_line(part) if is_terminal(sys.stdout) else part)
        case Failure(unknown):
            warn(unknown.message, kind=kind_of(unknown))


def say_bytes(content: bytes) -> None:
    """Print bytes as they are, on standard output."""
    emit(content, line=False)


def warn(text: str, **details: str) -> None:
    """Print a warning, on standard error. Only a program that reads JSON gets the details."""
    if not is_quiet():
        _print_problem("warning", text, details)


def complain(text: str, **details: str) -> None:
    """Print an error, on standard error, with its details for a program that reads JSON."""
    _print_problem("error", text, details)


def note(level: Literal["info", "error"], text: str, **details: str | int | None) -> None:
    """Print one line of a log, on standard error. Only a program that reads JSON gets the level and the details."""
    if level == "error" or not is_quiet():
        _print(aside_of(text, level, details), error=True)


def say_record(line: str) -> None:
    """Print one line of a log that has its form already, on standard error."""
    _print(line, error=True)


def say_aside(text: str) -> None:
    """Print several lines for a person, on standard error."""
    for line in text.splitlines():
        _print(aside_of(line), error=True)


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


def confirm(question: str) -> bool:
    """Return whether a person says yes to a question on standard error; by default, no."""
    return click.confirm(one_line(question), err=True)


def wait_for_enter(request: str) -> bool:
    """Print a request on standard error, and wait for the end of a line; return whether it came."""
    _print(one_line(request), error=True)
    return sys.stdin is not None and bool(sys.stdin.readline())


_ODD = re.compile(r"[^\x00-\x7e]")
"""The characters that JSON leaves as they are though they may be control characters."""


def _escaped(character: re.Match[str]) -> str:
    import json

    return character[0] if character[0].isprintable() else json.dumps(character[0]).strip('"')


def _print_problem(level: Literal["warning", "error"], text: str, details: Mapping[str, str]) -> None:
    color: Color = "red" if level == "error" else "yellow"
    _print(line_of(level, text, details, lambda word: _painted(Colored(word, color), error=True)), error=True)


def _painted(text: Text, *, error: bool = False) -> str:
    """Return *text* without control characters but those of its color."""
    stream = sys.stderr if error else sys.stdout
    if isinstance(text, Colored) and is_colored(MANNER.coloring, os.environ, is_terminal=is_terminal(stream)):
        return click.style(plain(text), fg=text.color, bold=True)
    return plain(text)


def _print(content: str | bytes, *, error: bool = False) -> None:
    with giving_way():
        emit(content, error=error)
