"""Why a tracker could not be read, or not without a word of warning."""

from collections.abc import Mapping
from typing import ClassVar, TypeAlias

from msgspec import Struct

from ..errors import Category, sentence
from ..parsing.text import shortened
from ..routing.providers import row_of
from .command_fault import CommandFailed, UnusableCommand


class TrackerNotAllowed(Struct, frozen=True):
    """The tracker does not accept the credentials, or not for this.

    Attributes:
        provider: canonical name.
        status_code: of HTTP; it may say success, where the answer itself says otherwise.
        reason: the tracker's own words.
        origin: where the secret is from, in words; None for the credentials file, or if nobody knows.
    """

    provider: str
    status_code: int
    reason: str
    origin: str | None = None
    category: ClassVar = Category.NOT_ALLOWED

    @sentence
    def message(self) -> str:
        what = f"{self.provider} does not accept the credentials ({shortened(self.reason)})"
        if self.origin is None:
            return f"{what}; bind again with others"
        return f"{what}; the secret is from {self.origin}: correct it there"


class TrackerRefused(Struct, frozen=True):
    """The tracker answered with an error that will not pass by itself.

    Attributes:
        provider: canonical name.
        status_code: of HTTP; None if the tracker says it in the answer.
        reason: the tracker's own words.
    """

    provider: str
    status_code: int | None
    reason: str
    category: ClassVar = Category.PROTOCOL

    @sentence
    def message(self) -> str:
        return (
            f"{self.provider} refused to list the issues ({shortened(self.reason)}); "
            "check the credentials with `trackpost status`"
        )


class TrackerBusy(Struct, frozen=True):
    """The tracker could not answer, attempt after attempt, or asks for a longer pause than a pull waits.

    Attributes:
        provider: canonical name.
        status_code: of HTTP.
        retry_after: seconds, if the tracker said so.
    """

    provider: str
    status_code: int | None
    retry_after: int | None
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        status = "" if self.status_code is None else f" (HTTP {self.status_code})"
        when = "" if self.retry_after is None else f" and asks to wait {self.retry_after} s"
        return f"{self.provider} is busy{status}{when}; try again later: a pull continues where it stopped"


class TrackerUnreachable(Struct, frozen=True):
    """There was no connection, or no answer on it.

    Attributes:
        provider: canonical name.
        reason: of the network.
        may_pass: another attempt can end otherwise; not if a certificate or this machine's own settings are at fault.
    """

    provider: str
    reason: str
    may_pass: bool = True
    category: ClassVar = Category.UNAVAILABLE

    @sentence
    def message(self) -> str:
        return f"cannot reach {self.provider} ({shortened(self.reason)}); try again: a pull continues where it stopped"


class BrokenTracker(Struct, frozen=True):
    """The answer is not one that this tracker gives.

    Attributes:
        provider: canonical name.
        reason: what is wrong with it.
    """

    provider: str
    reason: str
    category: ClassVar = Category.PROTOCOL

    @sentence
    def message(self) -> str:
        credential = "command" if "command" in row_of(self.provider).takes else "address"
        return (
            f"the answer does not look like {self.provider} ({shortened(self.reason)}); "
            f"check its {credential} in the credentials"
        )


class TrackerMoved(Struct, frozen=True):
    """The tracker has moved what is read: it was renamed, or has another owner.

    Attributes:
        provider: canonical name.
        old: its name in the credentials.
        new: its name in the tracker; None if the tracker does not say.
        credentials: those that name it now.
        workspace: of the binding.
    """

    provider: str
    old: str
    new: str | None
    credentials: Mapping[str, str]
    workspace: str = ""
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        place = "somewhere else, so look up its new name" if self.new is None else f"to {self.new}"
        options = "".join(f" --credential {key}={text}" for key, text in self.credentials.items())
        return (
            f"{self.provider} has moved {self.old} {place}; to move the binding, run "
            f"`trackpost bind --provider {self.provider} --workspace {self.workspace}{options}`, then pull again"
        )


class PullTimeout(Struct, frozen=True):
    """The pull took longer than it may.

    Attributes:
        seconds: how long it may take.
    """

    seconds: float
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        return f"the pull did not finish within {self.seconds:g} s; pull again to continue where it stopped"


TrackerFault: TypeAlias = (
    TrackerNotAllowed
    | TrackerRefused
    | TrackerBusy
    | TrackerUnreachable
    | BrokenTracker
    | TrackerMoved
    | PullTimeout
    | UnusableCommand
    | CommandFailed
)


class TrackerWarning(Struct, frozen=True):
    """The tracker answered, with a warning; or a part of its answer could not be used."""

    provider: str
    reason: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"{self.provider}: {shortened(self.reason)}"
