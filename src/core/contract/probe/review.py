"""What a probe found."""

from typing import ClassVar, TypeAlias

from attrs import frozen
from msgspec import Struct

from ...delivery.endpoint import ServerUrlError
from ...delivery.token import GivenTokenError, RepeatedToken
from ...delivery.verdict import EffectUnknown, NotAllowed, Unreachable
from ...errors import Category, sentence
from ...parsing.text import counted
from ...project.faults import FileFault, HalfWritten, UnusableEnvironment, UnwritableFile
from .promise import Broken, Finding, Kept, NotObservable, Promise


class BrokenPromises(Struct, frozen=True):
    """The server breaks promises of the contract.

    Attributes:
        broken: how many.
        kept: how many others it keeps.
    """

    broken: int
    kept: int
    category: ClassVar = Category.PROTOCOL

    @sentence
    def message(self) -> str:
        return f"the server breaks {counted(self.broken, 'promise')} of the contract, and keeps {self.kept}"


ProbeError: TypeAlias = (
    ServerUrlError
    | GivenTokenError
    | RepeatedToken
    | FileFault
    | UnusableEnvironment
    | Unreachable
    | EffectUnknown
    | NotAllowed
    | UnwritableFile
    | HalfWritten
    | BrokenPromises
)


@frozen
class Observed:
    """A promise, and what the probe found out about it."""

    promise: Promise
    finding: Finding


@frozen(kw_only=True)
class Review:
    """What a probe found.

    Attributes:
        url: the server's endpoint.
        requests: how many requests were sent.
        observed: all promises in question, in the order of the table.
    """

    url: str
    requests: int
    observed: tuple[Observed, ...]

    @property
    def kept(self) -> int:
        """How many promises the server keeps."""
        return self._count(Kept)

    @property
    def broken(self) -> int:
        """How many it breaks."""
        return self._count(Broken)

    @property
    def not_observable(self) -> int:
        """About how many nothing is known."""
        return self._count(NotObservable)

    @property
    def error(self) -> BrokenPromises | None:
        """The error, if the server breaks a promise."""
        return BrokenPromises(self.broken, self.kept) if self.broken else None

    def _count(self, kind: type[Kept | Broken | NotObservable]) -> int:
        return sum(isinstance(each.finding, kind) for each in self.observed)
