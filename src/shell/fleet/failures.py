"""What an error of a pull or a publish means for a fleet: where it happened, and when or with what to ask again."""

from typing import TypeAlias, get_args

from attrs import evolve, frozen

from ...core.delivery.receipt import PublishError, Undelivered
from ...core.delivery.verdict import NotAllowed
from ...core.errors import Category, Problem, kind_of
from ...core.fleet.faults import StateUnavailable, TakenOver
from ...core.fleet.outcome import Credential, Failed
from ...core.fleet.remedies import told
from ...core.issues.tracker_fault import TrackerBusy, TrackerFault, TrackerNotAllowed
from ...core.routing.given import CredentialsCommandFailed
from ...core.routing.origins import NOTHING, Credentials
from ...core.trackers.pulled import PullError
from ..clock import parse_instant
from ..telemetry.bug import bug_in_words

JobError: TypeAlias = PullError | PublishError | CredentialsCommandFailed | StateUnavailable | TakenOver

_UNAUTHORIZED = 401
"""The credential is not accepted for anything. 403 may be about one project only, so it stops no other."""
_OF_TRACKERS = get_args(TrackerFault)
_LONGEST = 366 * 86_400.0


@frozen
class Hosts:
    """Whom a job asks, and with what.

    Attributes:
        tracker: the tracker; its host is empty if a command answers for it.
        server: the server.
    """

    tracker: Credential
    server: Credential

    @property
    def both(self) -> tuple[Credential, Credential]:
        """The tracker and the server."""
        return self.tracker, self.server


def failed(error: JobError, hosts: Hosts, now: float, credentials: Credentials = NOTHING) -> Failed:
    """Return the failure of a job.

    Args:
        error: what went wrong.
        hosts: whom the job asks.
        now: in seconds since the epoch.
        credentials: of the project, as far as they are known.
    """
    return evolve(_failed(error, hosts, now), message=told(error, credentials))


def _failed(error: JobError, hosts: Hosts, now: float) -> Failed:
    match error:
        case Undelivered(verdict=verdict, request=request):
            is_refused = isinstance(verdict, NotAllowed) and verdict.answer.status_code == _UNAUTHORIZED
            return Failed(
                kind=kind_of(verdict),
                message=error.message,
                category=error.category,
                place=hosts.server.host,
                retry_at=None if error.retry_at is None else _instant(error.retry_at, now),
                refused=hosts.server if is_refused else None,
                route=request.snapshot.routing.value_or(None),
                idempotency_key=request.snapshot.idempotency_key,
            )
        case TrackerNotAllowed(status_code=status):
            return _at(error, hosts.tracker.host, refused=hosts.tracker if status == _UNAUTHORIZED else None)
        case TrackerBusy(retry_after=int(seconds)):
            return _at(error, hosts.tracker.host, retry_at=now + min(float(seconds), _LONGEST))
        case _ if isinstance(error, _OF_TRACKERS):
            return _at(error, hosts.tracker.host)
        case _:
            return _at(error, "")


def broken(error: Exception) -> Failed:
    """Return the failure of a job that met a bug, without what the exception says, which may quote a secret."""
    return Failed(kind="internal_error", message=bug_in_words(error), category=Category.DATA)


def _at(error: Problem, place: str, *, refused: Credential | None = None, retry_at: float | None = None) -> Failed:
    return Failed(
        kind=kind_of(error),
        message=error.message,
        category=error.category,
        place=place,
        refused=refused if place else None,
        retry_at=retry_at,
    )


def _instant(text: str, now: float) -> float:
    return min(parse_instant(text).timestamp(), now + _LONGEST)
