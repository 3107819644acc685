"""What can go wrong between us and an issue tracker."""

from typing import TypeAlias

from attrs import frozen


@frozen
class TrackerNotAllowed:
    """The tracker does not accept the credentials, or not for this.

    Attributes:
        provider: canonical name.
        status_code: 401 or 403.
        reason: the tracker's own words.
    """

    provider: str
    status_code: int
    reason: str


@frozen
class TrackerRefused:
    """The tracker answered with an error that does not pass by itself; *status_code* is None where it is no HTTP's."""

    provider: str
    status_code: int | None
    reason: str


@frozen
class TrackerBusy:
    """The tracker could not answer now, again and again, or asked for a longer pause than one waits for.

    Attributes:
        provider: canonical name.
        status_code: of HTTP.
        retry_after: seconds, as far as the tracker said.
    """

    provider: str
    status_code: int | None
    retry_after: int | None


@frozen
class TrackerUnreachable:
    """There was no connection, or no answer on it."""

    provider: str
    reason: str


@frozen
class BrokenTracker:
    """What answered is not what the tracker's connector understands."""

    provider: str
    reason: str


TrackerFault: TypeAlias = TrackerNotAllowed | TrackerRefused | TrackerBusy | TrackerUnreachable | BrokenTracker
