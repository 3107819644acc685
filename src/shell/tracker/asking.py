"""What a tracker is asked with, once everything that a question needs is known."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from attrs import field, frozen
from msgspec.structs import replace

from ...core.issues.model import Status
from ...core.issues.tracker_fault import TrackerNotAllowed
from ...core.routing.given import secrets_of
from ...core.routing.origins import Credentials
from ...core.routing.providers import ProviderName
from ...core.trackers.pulled import PullError
from ..delivery.client import ClientSettings
from .http import TrackerHttp
from .readers import Briefing, Tracker, tracker_of

if TYPE_CHECKING:
    from .command import TrackerCommand


@frozen(kw_only=True)
class ReadyTracker:
    """A tracker that can be asked.

    Attributes:
        name: of the provider.
        access: what `tracker_of` takes; not printed.
        settings: of the HTTP client.
        statuses: the project's own names of statuses.
        credentials: what *access* was made of, with the place that each comes from.
    """

    name: ProviderName
    access: Mapping[str, str] = field(repr=False)
    settings: ClientSettings
    statuses: Mapping[str, Status]
    credentials: Credentials


@frozen(kw_only=True)
class Asking:
    """What a tracker is asked with, over HTTP or by its command."""

    ready: ReadyTracker
    http: TrackerHttp
    command: "Callable[[], TrackerCommand]"

    def tracker(self, briefing: Briefing) -> Tracker:
        """Return how the tracker is read."""
        return tracker_of(self.ready.name, self.ready.access, self.http, self.command, briefing)


def with_origin(credentials: Credentials, error: PullError) -> PullError:
    """Add to a refusal where the secret is from, unless `bind` can replace it."""
    match error:
        case TrackerNotAllowed(provider=provider):
            origins = (credentials.origins.get(key) for key in secrets_of(provider))
            outer = (one for one in origins if one is not None and one.source not in {"file", "fleet"})
            return next((replace(error, origin=one.in_words) for one in outer), error)
        case _:
            return error
