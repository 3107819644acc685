"""Reads a tracker by running its command, and says why if that does not list the issues."""

import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import TimeoutExpired
from typing import ClassVar

from attrs import frozen
from returns.result import Failure, Result, Success

from ...core.issues.command_fault import CommandFailed, UnusableCommand
from ...core.issues.tracker_fault import BrokenTracker, PullTimeout, TrackerFault
from ...core.parsing.environment import without_our_secrets
from ...core.trackers.answers import words_in
from ..child import Ended, NotStarted, TooMuch, run
from ..files.reading import is_folder, printable
from .http import LARGEST_PAGE
from .patience import Deadline
from .reader import RawPage

_HEADLINE = 64 * 1024
"""Bytes of output in which to look for a complaint."""


class TrackerCommand:
    """Runs the command of one tracker, for one pull. It gets the environment without our own tokens.

    Args:
        provider: canonical name.
        folder: of the project.
        environ: of this process.
        deadline: of all runs together, and whatever happens between them.
    """

    def __init__(self, provider: str, folder: Path, environ: Mapping[str, str], deadline: Deadline) -> None:
        self.provider = provider
        self._folder = folder
        self._environ = without_our_secrets(environ)
        self._deadline = deadline

    def ask(self, access: Mapping[str, str], usual: str, *arguments: str) -> Result[bytes, TrackerFault]:
        """Run the command once, and return what it prints on standard output.

        Args:
            access: ``command``, the program in place of *usual*, and ``cwd``, a folder in place of the project's, from
                which it counts if it is relative. Both may be absent.
            usual: the name of the program.
            arguments: for the program.
        """
        argv, folder = (access.get("command", usual), *arguments), self._folder / access.get("cwd", "")
        seconds = self._deadline.left()
        if seconds <= 0:
            return Failure(PullTimeout(self._deadline.seconds))
        if not is_folder(folder):
            return Failure(UnusableCommand(self.provider, argv[0], f"no folder {printable(folder)}", "cwd"))
        try:
            return self._judged(argv, run(argv, folder, self._environ, seconds=seconds, most=LARGEST_PAGE))
        except NotStarted as error:
            return Failure(UnusableCommand(self.provider, argv[0], str(error)))
        except TimeoutExpired:
            return Failure(PullTimeout(self._deadline.seconds))
        except TooMuch:
            return Failure(BrokenTracker(self.provider, "it has more than 32 MiB"))

    def _judged(self, argv: tuple[str, ...], ended: Ended) -> Result[bytes, TrackerFault]:
        if ended.status == 0:
            return Success(ended.output)
        said = words_in(ended.complaint) or words_in(ended.output[:_HEADLINE])
        return Failure(CommandFailed(self.provider, shlex.join(argv), ended.status, said.partition("\n")[0].strip()))


@frozen
class CommandReader:
    """Reads a tracker that lists all its issues at once.

    Attributes:
        list_all: runs the command, and returns each issue as it was printed.
    """

    list_all: Callable[[], Result[tuple[bytes, ...], TrackerFault]]
    ids: ClassVar[None] = None

    def page(
        self,
        since: str | None,  # noqa: ARG002 - a pull is always a full one
        cursor: str | None,  # noqa: ARG002 - there is only one page
        size: int,  # noqa: ARG002 - likewise
    ) -> Result[RawPage, TrackerFault]:
        """Return the only page."""
        return self.list_all().map(lambda issues: RawPage(issues=issues, next=None, now=None))
