"""The exit statuses: those of BSD's ``sysexits.h`` and, for a signal, of the shells.

docs/reference/command-line.md lists them.
"""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType

from ..errors import Category, Problem


class ExitCode(IntEnum):
    """The exit status of a command."""

    OK = 0
    NOT_PRINTED = 1
    USAGE = 2
    DATA = 65
    UNAVAILABLE = 69
    INTERNAL = 70
    NOT_WRITTEN = 73
    TEMPORARY = 75
    PROTOCOL = 76
    NOT_ALLOWED = 77
    CONFIG = 78
    INTERRUPTED = 130
    TERMINATED = 143


EXIT_CODES: Mapping[Category, ExitCode] = MappingProxyType(
    {
        Category.USAGE: ExitCode.USAGE,
        Category.CONFIG: ExitCode.CONFIG,
        Category.DATA: ExitCode.DATA,
        Category.UNAVAILABLE: ExitCode.UNAVAILABLE,
        Category.TEMPORARY: ExitCode.TEMPORARY,
        Category.PROTOCOL: ExitCode.PROTOCOL,
        Category.NOT_ALLOWED: ExitCode.NOT_ALLOWED,
        Category.NOT_WRITTEN: ExitCode.NOT_WRITTEN,
        Category.INTERRUPTED: ExitCode.INTERRUPTED,
    }
)
"""The status of each category; never 0. Read-only."""


def exit_code(problem: Problem) -> ExitCode:
    """Return the exit status of a command that fails with *problem*."""
    return EXIT_CODES[problem.category]
