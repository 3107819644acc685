"""What a pull needs, and what it returns."""

from collections.abc import Mapping
from typing import ClassVar, TypeAlias

from attrs import evolve, frozen
from returns.iterables import Fold
from returns.result import Failure, Result, Success

from ..errors import Category, Problem, sentence
from ..parsing.secret import Secret, UnusableToken, usable_token
from ..parsing.text import UnknownChoice, shortened
from ..project.binding import RuntimeFault
from ..project.faults import MissingExtra, UnusableEnvironment, UnwritableFile
from ..routing.credentials import CredentialError, first_credential, read_credential
from ..routing.pin import RouteDrift
from ..routing.providers import Provider
from .cache_faults import CacheFault
from .tracker_url import TrackerUrlError

AccessError: TypeAlias = CredentialError | UnusableToken


def read_access(row: Provider, credentials: Mapping[str, object]) -> Result[Mapping[str, str], AccessError]:
    """Return the credentials of a provider, each under the first of its spellings, or the first error among them.

    >>> from ..routing.providers import PROVIDERS
    >>> read_access(PROVIDERS["linear"], {"api_key": "k", "team_id": 7}).unwrap()
    {'api_key': 'k', 'team_id': '7'}
    >>> read_access(PROVIDERS["linear"], {"api_key": "k"})
    <Failure: MissingCredential(provider='linear', key='team_id')>
    """
    required = [_required(row, credentials, keys) for keys in row.needs]
    optional = [_optional(row.name, credentials, key) for key in row.takes]
    return Fold.collect([*required, *optional], Success(())).map(_without_absent)


def _required(
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
    """Check that a header can carry the secret, because an HTTP client would quote it in its error message."""
    return usable_token(f"credential {key!r} of {provider}", text)


def _optional(
    provider: str, credentials: Mapping[str, object], key: str
) -> Result[tuple[str, str] | None, CredentialError]:
    return first_credential(provider, credentials, (key,)).lash(Failure)


def _without_absent(entries: tuple[tuple[str, str] | None, ...]) -> Mapping[str, str]:
    return dict(entry for entry in entries if entry is not None)


@frozen
class TrackerNotAllowed:
    """The tracker does not accept the credentials, or they do not permit listing issues.

    Attributes:
        provider: canonical name.
        status_code: 401 or 403.
        reason: the tracker's message.
    """

    provider: str
    status_code: int
    reason: str
    category: ClassVar = Category.NOT_ALLOWED

    @sentence
    def message(self) -> str:
        return f"{self.provider} does not accept the credentials ({shortened(self.reason)}); bind again with others"


@frozen
class TrackerRefused:
    """The tracker answered with a permanent error; *status_code* is None if it did not come over HTTP."""

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


@frozen
class TrackerBusy:
    """The tracker was busy at every attempt, or asked for a longer pause than a pull waits for.

    Attributes:
        provider: canonical name.
        status_code: the HTTP status; None if the error did not come over HTTP.
        retry_after: the pause that the tracker asked for, in seconds; None if it asked for none.
    """

    provider: str
    status_code: int | None
    retry_after: int | None
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        status = "" if self.status_code is None else f" (HTTP {self.status_code})"
        when = "" if self.retry_after is None else f" and asks to wait {self.retry_after} s"
        return f"{self.provider} is busy{status}{when}; pull again later to continue where this pull stopped"


@frozen
class TrackerUnreachable:
    """There was no connection to the tracker, or no answer."""

    provider: str
    reason: str
    category: ClassVar = Category.UNAVAILABLE

    @sentence
    def message(self) -> str:
        return (
            f"cannot reach {self.provider} ({shortened(self.reason)}); pull again to continue where this pull stopped"
        )


@frozen
class BrokenTracker:
    """The tracker's connector does not understand the answer."""

    provider: str
    reason: str
    category: ClassVar = Category.PROTOCOL

    @sentence
    def message(self) -> str:
        return (
            f"the answer does not look like {self.provider} ({shortened(self.reason)}); "
            "check its address in the credentials"
        )


@frozen
class RunningEventLoop:
    """A pull was called inside a running event loop, but it has to run its own."""

    category: ClassVar = Category.USAGE

    @sentence
    def message(self) -> str:
        return (
            "a pull cannot run inside a running event loop; "
            "run it in a thread, for example with asyncio.to_thread(service.pull)"
        )


TrackerFault: TypeAlias = TrackerNotAllowed | TrackerRefused | TrackerBusy | TrackerUnreachable | BrokenTracker


@frozen(kw_only=True)
class PullCounts:
    """How many issues a pull has read so far.

    Attributes:
        created: issues that were not in the cache.
        updated: issues that were different in the cache.
        unchanged: issues that were the same in the cache.
        conflicts: fields under split ownership that both sides had changed; the newer side won.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    conflicts: int = 0

    @property
    def issues(self) -> int:
        """The number of issues read."""
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
    """A pull that succeeded.

    Attributes:
        counts: the issues that were read.
        is_complete: whether the pull read everything; if a limit stopped it, the next pull continues there.
        updated_since: the next complete pull asks for changes since this instant, ISO 8601; None: for everything.
        warnings: problems with the project's files.
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
    | TrackerUrlError
    | UnusableEnvironment
    | MissingExtra
    | TrackerFault
    | CacheFault
    | UnwritableFile
)
