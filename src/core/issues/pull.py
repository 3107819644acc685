"""What a pull needs, and what it returns."""

from collections.abc import Mapping
from typing import ClassVar, TypeAlias

from attrs import evolve, frozen
from returns.iterables import Fold
from returns.result import Failure, Result, Success

from ..errors import CacheFault, Category, MissingExtra, Problem, UnwritableFile, sentence
from ..parsing.secret import Secret, UnusableToken, usable_token
from ..parsing.text import UnknownChoice
from ..project.binding import RuntimeFault
from ..routing.credentials import CredentialError, first_credential, read_credential
from ..routing.pin import RouteDrift
from ..routing.providers import Provider
from .tracker_fault import TrackerFault

AccessError: TypeAlias = CredentialError | UnusableToken


def read_access(row: Provider, credentials: Mapping[str, object]) -> Result[Mapping[str, str], AccessError]:
    """Return the credentials of a provider, each under the first of its spellings, or the first one that is amiss.

    >>> from ..routing.providers import PROVIDERS
    >>> read_access(PROVIDERS["linear"], {"api_key": "k", "team_id": 7}).unwrap()
    {'api_key': 'k', 'team_id': '7'}
    >>> read_access(PROVIDERS["linear"], {"api_key": "k"})
    <Failure: MissingCredential(provider='linear', key='team_id')>
    """
    needed = [_needed(row, credentials, keys) for keys in row.needs]
    taken = [_taken(row.name, credentials, key) for key in row.takes]
    return Fold.collect([*needed, *taken], Success(())).map(_filled)


def _needed(
    row: Provider, credentials: Mapping[str, object], keys: tuple[str, ...]
) -> Result[tuple[str, str] | None, AccessError]:
    spelled = next((key for key in keys if key in credentials), keys[0])
    return Result.do(
        (keys[0], text)
        for found in first_credential(row.name, credentials, keys)
        for text in (read_credential(row.name, credentials, spelled) if found is None else Success(found[1]))
        for _ in (_sendable(row.name, spelled, text) if spelled in row.secrets else Success(None))
    )


def _sendable(provider: str, key: str, text: str) -> Result[Secret, UnusableToken]:
    """Let a secret pass that a header can carry; an HTTP client quotes one that it cannot send."""
    return usable_token(f"credential {key!r} of {provider}", text)


def _taken(
    provider: str, credentials: Mapping[str, object], key: str
) -> Result[tuple[str, str] | None, CredentialError]:
    return first_credential(provider, credentials, (key,)).lash(Failure)


def _filled(entries: tuple[tuple[str, str] | None, ...]) -> Mapping[str, str]:
    return dict(entry for entry in entries if entry is not None)


@frozen
class RunningEventLoop:
    """A pull was called from within a running event loop, and it runs one of its own."""

    category: ClassVar = Category.USAGE

    @sentence
    def message(self) -> str:
        return (
            "a pull cannot run inside a running event loop; "
            "run it in a thread, for example with asyncio.to_thread(service.pull)"
        )


@frozen(kw_only=True)
class PullCounts:
    """How many issues a pull has read so far.

    Attributes:
        created: that the cache did not hold.
        updated: that it held otherwise.
        unchanged: that it held just so.
        conflicts: fields of split ownership that both sides had changed; the newer side won.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    conflicts: int = 0

    @property
    def issues(self) -> int:
        """All of them."""
        return self.created + self.updated + self.unchanged

    def plus(self, page: "PullCounts") -> "PullCounts":
        """Return the sum of both."""
        return evolve(
            self,
            created=self.created + page.created,
            updated=self.updated + page.updated,
            unchanged=self.unchanged + page.unchanged,
            conflicts=self.conflicts + page.conflicts,
        )


@frozen(kw_only=True)
class Pulled:
    """A pull that ended well.

    Attributes:
        counts: of the issues that were read.
        is_complete: the cache holds all that the tracker had; else a limit stopped it, and the next pull goes on there.
        updated_since: the instant from which on the next complete pull asks for changes, ISO 8601; None: for all.
        warnings: what is odd about the files.
    """

    counts: PullCounts
    is_complete: bool
    updated_since: str | None
    warnings: tuple[Problem, ...] = ()


PullError: TypeAlias = (
    RunningEventLoop
    | RuntimeFault
    | RouteDrift
    | UnknownChoice
    | AccessError
    | MissingExtra
    | TrackerFault
    | CacheFault
    | UnwritableFile
)
