"""What can keep the reference server from starting."""

from typing import TypeAlias

from attrs import frozen

from .disk_fault import FileFault
from .token import GivenTokenError


@frozen
class MissingExtra:
    """A command needs packages that only an extra of the distribution brings."""

    extra: str


@frozen
class UnusablePort:
    """The port cannot be listened on."""

    port: int
    reason: str


@frozen
class UnusableJournal:
    """What is received cannot be kept in this file."""

    path: str
    reason: str


ServeError: TypeAlias = MissingExtra | UnusablePort | UnusableJournal | FileFault | GivenTokenError
