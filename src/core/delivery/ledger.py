"""The ledger: what this installation has put on the wire."""

from hashlib import sha256
from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec
from attrs import frozen
from msgspec import Meta

from ..errors import Category, sentence
from ..project.binding import Binding
from ..routing.route import ResourceRoute
from ..snapshot.idempotency import Digest, IdempotencyKey, LastKey
from .verdict import Delivered, Rejected, Replayed, Verdict


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
class UnknownKey:
    """No snapshot left this machine under a key that begins so."""

    key: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"no key begins with {self.key!r}; `trackpost receipts` lists what was sent"


@frozen
class AmbiguousKey:
    """More than one key begins so."""

    key: str
    count: int
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"{self.key!r} matches {self.count} keys; use a longer prefix"


@frozen
class Forgotten:
    """What the snapshot under this key was made of is not remembered any more, for it is too long ago."""

    key: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"{self.key}: details are kept for the last 20 snapshots only"


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


LedgerFault: TypeAlias = BrokenLedger | LedgerIsLost
ReceiptsError: TypeAlias = LedgerFault | UnknownKey | AmbiguousKey | Forgotten

State: TypeAlias = Literal["pending", "acknowledged", "refused"]


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


@frozen(kw_only=True)
class LedgerEntry:
    """One snapshot that was put on the wire.

    Attributes:
        target: where it went.
        route: the routing key that it carried; None where both fields were null.
        key: the idempotency key.
        digest: of the body.
        state: ``acknowledged`` once the server took it, ``refused`` where it refused it for good, else ``pending``.
        issues: how many it had.
        mappings: how many it had.
        bytes: the length of the body.
        began_at: when it was put on the wire first, ISO 8601.
        ended_at: when it last came to an end, ISO 8601; None where it never did, as after a crash.
        times: how often it was published.
        attempts: how many requests that took in all.
        outcome: the last verdict's name; None where it came to none.
        status_code: of the last answer; None where there was none.
    """

    target: Target
    route: ResourceRoute | None
    key: IdempotencyKey
    digest: Digest
    state: State
    issues: int
    mappings: int
    bytes: int
    began_at: str
    ended_at: str | None
    times: int
    attempts: int
    outcome: str | None
    status_code: int | None


@frozen
class Past:
    """What is known of a target before a publish.

    Attributes:
        last: the last key that was put on the wire.
        issues: how many the last acknowledged snapshot with the same route had; None where there is none.
    """

    last: LastKey | None
    issues: Annotated[int, Meta(ge=0)] | None


NO_PAST = Past(None, None)


@frozen(kw_only=True)
class Ending:
    """How a publish ended.

    Attributes:
        verdict: the last one.
        attempts: how many requests it took.
        ended_at: ISO 8601.
    """

    verdict: Verdict
    attempts: int
    ended_at: str


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


def settled(state: State, verdict: Verdict) -> State:
    """Return the state of an entry after *verdict*. What was acknowledged stays so, unless it is refused afterwards."""
    match verdict:
        case Delivered() | Replayed():
            return "acknowledged"
        case Rejected():
            return "refused"
        case _:
            return state
