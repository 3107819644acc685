"""The ledger: what this installation has put on the wire, per target. ``shell/ledger`` has an implementation."""

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
    """The ledger is no longer a database."""

    path: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"{self.path}: not a database any more; the next publish sets it aside and starts a new one"


@frozen
class CorruptEntry:
    """A row of the ledger is not a valid entry.

    Attributes:
        path: the ledger.
        row: the number of the row.
        reason: what was expected and what was found.
    """

    path: str
    row: str
    reason: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return (
            f"{self.path}: row {self.row} of publishes is not an entry of a ledger ({self.reason}); "
            "delete the row, or move the file away"
        )


@frozen
class LedgerIsLost:
    """The ledger can neither be read nor written."""

    path: str
    reason: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"{self.path}: cannot read the ledger ({self.reason})"


@frozen
class LedgerLost:
    """The ledger cannot be written. The publish continues as if this machine had never published before.

    Attributes:
        path: the ledger.
        reason: what the operating system says.
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
    """The ledger was no longer a database. It was renamed, and a new one was started.

    Attributes:
        path: where the old ledger is now.
    """

    path: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"the ledger was not readable; it was set aside as {self.path}, and a new one was started"


@frozen
class AnotherPublish:
    """Another process is publishing the same project to the same server and did not finish in time."""

    endpoint: str
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        return f"another publish of this project to {self.endpoint} is still running; try again later"


LedgerFault: TypeAlias = BrokenLedger | CorruptEntry | LedgerIsLost


@frozen(kw_only=True)
class Target:
    """Where the snapshots of a project go. Each target has its own chain of keys.

    Attributes:
        endpoint: the URL.
        provider: canonical name.
        workspace: the binding's workspace.
        project: the name of the project (see `project_of`).
    """

    endpoint: str
    provider: str
    workspace: str
    project: str

    @property
    def name(self) -> str:
        """A short name for files: 16 hex digits."""
        parts = [self.endpoint, self.provider, self.workspace, self.project]
        return sha256(msgspec.json.encode(parts)).hexdigest()[:16]


def project_of(binding: Binding, folder: str) -> str:
    """Return the name of a project in the ledger: its UUID, otherwise its slug, otherwise its *folder*."""
    return binding.project_uuid or binding.project_slug or folder


def target_of(endpoint: str, binding: Binding, folder: str) -> Target:
    """Return the target of a project's snapshots."""
    return Target(
        endpoint=endpoint,
        provider=binding.provider,
        workspace=binding.workspace,
        project=project_of(binding, folder),
    )


@frozen(kw_only=True)
class Past:
    """What the ledger knows about a target before a publish.

    Attributes:
        last: the last key that was put on the wire; None if there is none.
        issues: the number of issues in the last acknowledged snapshot with the same route; None if there is none.
        is_original: whether the last key belongs to this very file. A copy or a restored backup may lack later keys,
            and a key that was derived without a past may be older than the ledger.
        warnings: why the ledger knows less than it should.
    """

    last: LastKey | None = None
    issues: Annotated[int, Meta(ge=0)] | None = None
    is_original: bool = True
    warnings: tuple[Problem, ...] = ()

    @property
    def proves_replays(self) -> bool:
        """Whether a replay under the last key proves that the server is at that snapshot. Without a past, it does not.

        Contract: contracts/tracker-snapshot-publish.md, "Idempotency key".
        """
        return self.last is not None and self.is_original


@frozen(kw_only=True)
class Begun:
    """A snapshot that may be sent, because it is recorded or because the ledger is only advice.

    Attributes:
        entry: its number in the ledger; None if it could not be recorded.
        effect: the effect of earlier publishes under the same key.
        warnings: why it could not be recorded.
    """

    entry: int | None
    effect: Effect = "none"
    warnings: tuple[Problem, ...] = ()


_Value = TypeVar("_Value")
_Error = TypeVar("_Error")


class OpenTarget(Protocol):
    """A target while its lock is held, so that nobody else publishes to it.

    A ledger that is only advice turns its faults into warnings. A ledger that must not be lost returns them, and then
    nothing is sent.
    """

    def past(self, route: ResourceRoute | None) -> Result[Past, LedgerFault]:
        """Return what the ledger knows about the target, and about what it accepted under *route*.

        A ledger that is not readable is set aside, so that a new one can be started; the warnings say so.
        """

    def begin(self, snapshot: PackedSnapshot, now: str, *, is_new: bool) -> Result[Begun, LedgerFault]:
        """Record durably, at *now* (ISO 8601), that *snapshot* is about to be sent.

        *is_new* says that only publishes in this ledger can have used the key. Otherwise, the ledger is not a past for
        the key until the server has applied a snapshot under it.
        """

    def conclude(self, begun: Begun, outcome: Outcome, now: str) -> tuple[Problem, ...]:
        """Record the outcome, and return the problems with the record as warnings, because it is too late to fail."""


class Ledger(Protocol):
    """What a publish needs from a ledger, whatever stores it."""

    def open(
        self, target: Target, seconds: float, use: Callable[[OpenTarget], Result[_Value, _Error]]
    ) -> Result[_Value, _Error | AnotherPublish | LedgerFault]:
        """Call *use* while the lock on *target* is held, and return its result; wait at most *seconds* for the lock."""

    def past(self, target: Target, route: ResourceRoute | None) -> Result[Past, LedgerFault]:
        """Return what the ledger knows about *target*, without locking it, for a preview."""
