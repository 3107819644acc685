"""The ledger: what this installation has put on the wire, target by target. An adapter is in ``shell/ledger``."""

from collections.abc import Callable
from hashlib import sha256
from typing import Annotated, ClassVar, Protocol, TypeAlias, TypeVar

import msgspec
from attrs import frozen
from msgspec import Meta
from returns.result import Result

from ..errors import Category, Problem, sentence
from ..project.binding import Binding
from ..routing.route import ResourceRoute
from ..snapshot.idempotency import LastKey
from ..snapshot.packing import PackedSnapshot
from .effect import Effect
from .retry import Outcome


@frozen
class BrokenLedger:
    """The ledger is no database any more."""

    path: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"{self.path}: not a database any more; the next publish sets it aside and starts a new one"


@frozen
class LedgerIsLost:
    """The ledger can be neither written nor read."""

    path: str
    reason: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"{self.path}: cannot read the ledger ({self.reason})"


@frozen
class LedgerLost:
    """The ledger cannot be written: the publish goes on as if from a machine that never published before.

    Attributes:
        path: of the ledger.
        reason: the operating system's.
    """

    path: str
    reason: str
    category: ClassVar = Category.NOT_WRITTEN

    @sentence
    def message(self) -> str:
        return (
            f"{self.path}: cannot write the ledger ({self.reason}), so this publish is not recorded: "
            "content that comes back after an edit may be taken for a repeat, and a wiped cache goes unnoticed"
        )


@frozen
class LedgerSetAside:
    """The ledger was no database any more. It was renamed, and a new one begun.

    Attributes:
        path: where the old one is now.
    """

    path: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"the ledger was not readable; it was set aside as {self.path}, and a new one was started"


@frozen
class AnotherPublish:
    """Another process is publishing the same project to the same server, and did not finish in time."""

    endpoint: str
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        return f"another publish of this project to {self.endpoint} is still running; try again later"


LedgerFault: TypeAlias = BrokenLedger | LedgerIsLost


@frozen(kw_only=True)
class Target:
    """Where snapshots of one project go. Each target has a chain of keys of its own.

    Attributes:
        endpoint: the URL.
        provider: canonical name.
        workspace: of the binding.
        project: the project's uuid, or else its slug, or else its folder.
    """

    endpoint: str
    provider: str
    workspace: str
    project: str

    @property
    def name(self) -> str:
        """A short name for a file: 16 hex digits."""
        parts = [self.endpoint, self.provider, self.workspace, self.project]
        return sha256(msgspec.json.encode(parts)).hexdigest()[:16]


def project_of(binding: Binding, folder: str) -> str:
    """Return what names a project: its uuid, or else its slug, or else its *folder*."""
    return binding.project_uuid or binding.project_slug or folder


def target_of(endpoint: str, binding: Binding, folder: str) -> Target:
    """Return where the snapshots of a project go."""
    return Target(
        endpoint=endpoint,
        provider=binding.provider,
        workspace=binding.workspace,
        project=project_of(binding, folder),
    )


@frozen(kw_only=True)
class Past:
    """What is known of a target before a publish.

    Attributes:
        last: the last key that was put on the wire.
        issues: how many the last acknowledged snapshot with the same route had; None where there is none.
        is_original: the last key is of this ledger: a copy or a restored backup may miss later ones, and a key that was
            made without a past may be older than this ledger.
        warnings: why less is known than should be.
    """

    last: LastKey | None = None
    issues: Annotated[int, Meta(ge=0)] | None = None
    is_original: bool = True
    warnings: tuple[Problem, ...] = ()

    @property
    def proves_replays(self) -> bool:
        """A replay under the last key says that the server holds that snapshot; without a past, it may be at another.

        Contract: contracts/tracker-snapshot-publish.md, "Idempotency key".
        """
        return self.last is not None and self.is_original


@frozen(kw_only=True)
class Begun:
    """A snapshot that is recorded, and so may leave.

    Attributes:
        entry: its number in the ledger; None where it could not be recorded, and may leave all the same.
        effect: what earlier publishes under the same key may have done.
        warnings: why it is not recorded.
    """

    entry: int | None
    effect: Effect = "none"
    warnings: tuple[Problem, ...] = ()


_Value = TypeVar("_Value")
_Error = TypeVar("_Error")


class OpenTarget(Protocol):
    """One target, locked: nobody else publishes to it meanwhile.

    A ledger that is only advice turns its own faults into warnings; one that must not be lost returns them, and then
    nothing is sent.
    """

    def past(self, route: ResourceRoute | None) -> Result[Past, LedgerFault]:
        """Return what is known of the target, and of what it accepted under *route*.

        A ledger that is not readable any more is set aside, so that a new one can begin; the warnings say so.
        """

    def begin(self, snapshot: PackedSnapshot, now: str, *, is_new: bool) -> Result[Begun, LedgerFault]:
        """Record durably that *snapshot* is about to leave, at *now* (ISO 8601).

        Its key *is_new* if only publishes that this ledger knows can have used it. Otherwise the ledger is no past for
        it until the server has applied it under this key.
        """

    def conclude(self, begun: Begun, outcome: Outcome, now: str) -> tuple[Problem, ...]:
        """Record how it ended, and return what is wrong with the record: it is too late to fail."""


class Ledger(Protocol):
    """What a publish needs of a ledger, wherever that is kept."""

    def open(
        self, target: Target, seconds: float, use: Callable[[OpenTarget], Result[_Value, _Error]]
    ) -> Result[_Value, _Error | AnotherPublish | LedgerFault]:
        """Return what *use* returns, called while the lock of *target* is held, after at most *seconds* of waiting."""

    def past(self, target: Target, route: ResourceRoute | None) -> Result[Past, LedgerFault]:
        """Return what is known of *target* without its lock, for a preview."""
