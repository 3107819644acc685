"""What a ledger remembers: the snapshots that were put on the wire, and what differs between two of them."""

from hashlib import sha256
from typing import Literal, Protocol, TypeAlias

import msgspec
from attrs import frozen
from returns.result import Result

from ..project.binding import Binding
from ..routing.route import ResourceRoute
from ..snapshot.fingerprint import Difference
from ..snapshot.idempotency import Digest, IdempotencyKey
from .ledger_faults import LedgerFault, ReceiptsError
from .retry import Outcome
from .verdict import Delivered, Rejected, Replayed


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


State: TypeAlias = Literal["pending", "acknowledged", "refused"]


@frozen(kw_only=True)
class LedgerEntry:
    """One snapshot that was put on the wire.

    Attributes:
        target: where it was sent.
        route: its route; None if both routing fields were null.
        key: the idempotency key.
        digest: the digest of the body.
        state: ``acknowledged`` once the server accepted it, ``refused`` if the server refused it for good, otherwise
            ``pending``.
        issues: the number of issues.
        mappings: the number of work-package links.
        bytes: the length of the body.
        began_at: when it was first put on the wire, ISO 8601.
        ended_at: when its last publish ended, ISO 8601; None if none ended, for example after a crash.
        times: how many times it was published.
        attempts: the number of requests in all these publishes.
        outcome: the name of the last verdict; None if there is none.
        status_code: the HTTP status of the last answer; None if there is none.
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


class History(Protocol):
    """Read access to the publishes in a ledger."""

    def newest(self, limit: int) -> Result[tuple[LedgerEntry, ...], LedgerFault]:
        """Return up to *limit* entries, the newest first."""

    def last_of(self, provider: str, workspace: str, project: str) -> Result[LedgerEntry | None, LedgerFault]:
        """Return the newest entry of a project for any server; None if there is none."""

    def of_key(self, key: str) -> Result[LedgerEntry, ReceiptsError]:
        """Return the entry whose key starts with *key*; if several targets share that key, the newest entry."""

    def difference(self, earlier: str, later: str) -> Result[Difference, ReceiptsError]:
        """Return what differs between the snapshots of two keys, each given by a prefix."""


def settled(state: State, outcome: Outcome) -> State:
    """Return the state of an entry after *outcome*.

    An acknowledged entry stays acknowledged, unless the server refuses it later. An entry is refused, and its key
    spent, only if no attempt can have been accepted.
    """
    match outcome.verdict:
        case Delivered() | Replayed():
            return "acknowledged"
        case Rejected() if outcome.effect == "none":
            return "refused"
        case _:
            return state
