"""Why the command of a tracker did not list the issues."""

import re
from collections.abc import Mapping
from typing import ClassVar, Literal

from msgspec import Struct

from ..errors import Category, sentence
from ..parsing.text import shortened

_UNKNOWN_OPTION = re.compile(
    r"\b(unknown|unrecogni[sz]ed|unexpected|no such) (shorthand )?(option|flag|argument)", re.IGNORECASE
)
"""What the parsers of command lines say, each in its own words."""


class UnusableCommand(Struct, frozen=True):
    """The command of a tracker cannot be started.

    Attributes:
        provider: canonical name.
        command: the program.
        reason: what the operating system says.
        credential: the one to change.
    """

    provider: str
    command: str
    reason: str
    credential: Literal["command", "cwd"] = "command"
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        advice = _ADVICE[self.credential]
        return f"cannot run {self.command} to read {self.provider} ({shortened(self.reason)}); {advice}"


_ADVICE: Mapping[str, str] = {
    "command": "install it, or bind again with `--credential command=PATH`",
    "cwd": "bind again with `--credential cwd=FOLDER`",
}


class CommandFailed(Struct, frozen=True):
    """The command of a tracker ended with an exit status other than 0.

    Attributes:
        provider: canonical name.
        command: the program with its arguments.
        status: the exit status; below 0, a signal ended the command.
        reason: the first line of what the command says; may be empty.
    """

    provider: str
    command: str
    status: int
    reason: str
    category: ClassVar = Category.PROTOCOL

    @property
    def lacks_option(self) -> bool:
        """Say whether this version of the command does not know an option."""
        return _UNKNOWN_OPTION.search(self.reason) is not None

    @sentence
    def message(self) -> str:
        ended = f"failed with exit status {self.status}" if self.status >= 0 else f"was killed by signal {-self.status}"
        reason = f" ({shortened(self.reason)})" if self.reason else ""
        advice = f"update {self.provider}" if self.lacks_option else "run it in the project's folder to see why"
        return f"`{shortened(self.command)}` {ended}{reason}; {advice}"
