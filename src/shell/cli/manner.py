"""How the program speaks: in which format, how much, and whether in colors. The options of every command choose it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from ...core.errors import Problem

LogFormat: TypeAlias = Literal["text", "json"]
Loudness: TypeAlias = Literal["quiet", "normal", "verbose"]
Coloring: TypeAlias = Literal["auto", "always", "never"]


class Manner:
    """What was chosen.

    Attributes:
        log_format: of all lines on standard error.
        loudness: ``quiet`` leaves out everything but the result and errors, ``verbose`` leaves out nothing.
        coloring: whether words are colored; ``auto`` is for the environment and the terminal to decide.
        field: the part of the JSON object to print, and nothing else of it; None for all of it.
        told: what a person is told of a problem; None for its own message.
    """

    log_format: LogFormat = "text"
    loudness: Loudness = "normal"
    coloring: Coloring = "auto"
    field: str | None = None
    told: "Callable[[Problem], str] | None" = None


MANNER = Manner()
"""The one of this process."""


def forget_choices() -> None:
    """Speak as if nothing had been chosen: several commands may run in one process, as in tests."""
    vars(MANNER).clear()


def forget_remedies() -> None:
    """Tell a person of problems in their own words again: the next command may be for another project."""
    MANNER.told = None


def are_json() -> bool:
    """Say whether the lines on standard error are JSON."""
    return MANNER.log_format == "json"


def is_quiet() -> bool:
    """Say whether only the result and errors are printed."""
    return MANNER.loudness == "quiet"


def is_verbose() -> bool:
    """Say whether nothing is left out."""
    return MANNER.loudness == "verbose"


def is_colored(coloring: Coloring, environ: Mapping[str, str], *, is_terminal: bool) -> bool:
    """Say whether to color words on a stream.

    The option counts first, then ``NO_COLOR`` (no-color.org), then ``FORCE_COLOR`` and ``CLICOLOR_FORCE``
    (bixense.com/clicolors), then whether the stream is a terminal.

    >>> is_colored("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, is_terminal=True)
    False
    >>> is_colored("auto", {"CLICOLOR_FORCE": "1"}, is_terminal=False)
    True
    """
    if coloring != "auto":
        return coloring == "always"
    if environ.get("NO_COLOR"):
        return False
    if any(environ.get(name, "0") not in {"", "0"} for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return is_terminal and environ.get("TERM") != "dumb" and environ.get("CLICOLOR") != "0"
