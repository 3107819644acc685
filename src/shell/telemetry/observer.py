"""Who watches an operation from outside: nobody, unless the program uses OpenTelemetry."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct
from returns.result import Result

if TYPE_CHECKING:
    from ...core.delivery.endpoint import Endpoint
    from ...core.delivery.receipt import PublishError, Receipt, Unchanged
    from ...core.fleet.outcome import Tried
    from ...core.issues.tracker_fault import TrackerFault
    from ...core.trackers.answers import Answered
    from ...core.trackers.pulled import Pulled, PullError
    from ..delivery.attempts import Post


class Observer(Protocol):
    """Watches operations and their requests; what it sees changes nothing about them."""

    def job(self, provider: str, run: "Callable[[], Tried]") -> "Tried":
        """Run the job of a project of a fleet: a pull and a publish."""

    def publish(
        self, endpoint: "Endpoint", provider: str, run: "Callable[[], Result[Receipt | Unchanged, PublishError]]"
    ) -> "Result[Receipt | Unchanged, PublishError]":
        """Run a publish."""

    def attempts(self, post: "Post") -> "Post":
        """Return *post*, with each of its calls watched: they are the attempts of one delivery."""

    def pull(self, provider: str, run: "Callable[[], Result[Pulled, PullError]]") -> "Result[Pulled, PullError]":
        """Run a pull."""

    def ask(
        self, method: str, url: str, run: "Callable[[], Result[Answered, TrackerFault]]"
    ) -> "Result[Answered, TrackerFault]":
        """Send a request to a tracker."""


class Unobserved(Struct, frozen=True):
    """Nobody watches."""

    def job(self, _provider: str, run: "Callable[[], Tried]") -> "Tried":
        """Run the job of a project of a fleet."""
        return run()

    def publish(
        self, _endpoint: "Endpoint", _provider: str, run: "Callable[[], Result[Receipt | Unchanged, PublishError]]"
    ) -> "Result[Receipt | Unchanged, PublishError]":
        """Run a publish."""
        return run()

    def attempts(self, post: "Post") -> "Post":
        """Return *post* as it is."""
        return post

    def pull(self, _provider: str, run: "Callable[[], Result[Pulled, PullError]]") -> "Result[Pulled, PullError]":
        """Run a pull."""
        return run()

    def ask(
        self, _method: str, _url: str, run: "Callable[[], Result[Answered, TrackerFault]]"
    ) -> "Result[Answered, TrackerFault]":
        """Send a request to a tracker."""
        return run()


UNOBSERVED = Unobserved()


def observer_in_use() -> Observer:
    """Return what watches this program.

    It is OpenTelemetry if something has imported its API: a program that embeds trackpost, or our own command line.
    Without that nothing is imported, and nothing is watched.
    """
    if "opentelemetry.trace" not in sys.modules:
        return UNOBSERVED
    from .tracing import tracing_of_the_program  # noqa: PLC0415 - see above

    return tracing_of_the_program()
