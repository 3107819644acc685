"""Notices that a repository or a project has moved, and finds out where to. The redirect itself is not followed."""

from collections.abc import Callable, Mapping

from attrs import frozen
from returns.result import Failure, Result

from ...core.issues.tracker_fault import TrackerFault, TrackerMoved
from ...core.trackers.answers import Answered, accept
from ...core.trackers.moved import NewPlace, name_in, new_place
from .http import Request, TrackerHttp


@frozen
class Whereabouts:
    """What is read, and how it is named.

    Attributes:
        http: asks.
        name: in the credentials.
        by_number: asks the tracker about what has a number.
        credentials: returns those that name it; of None, with words in place of the names.
    """

    http: TrackerHttp
    name: str
    by_number: Callable[[str], Request]
    credentials: Callable[[str | None], Mapping[str, str]]

    def accept(self, answered: Answered) -> Result[Answered, TrackerFault]:
        """Let an answer pass that can hold issues; else say what it means."""
        place = new_place(answered, self.name)
        if place is None:
            return accept(self.http.provider, answered, self.http.hide)
        found = self._name_of(place)
        return Failure(TrackerMoved(self.http.provider, self.name, found, self.credentials(found)))

    def _name_of(self, place: NewPlace) -> str | None:
        if place.number is None:
            return place.name
        return self.http.ask(self.by_number(place.number)).map(lambda told: name_in(told.content)).value_or(None)
