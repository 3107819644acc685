"""Ask a tracker for pages of issues, and try again if it is busy."""

import asyncio
from asyncio import wait_for
from collections.abc import Callable
from datetime import datetime

import httpx
from attrs import field, frozen
from returns.result import Failure, Result, Success
from spec_kitty_tracker import CanonicalIssue, ConnectorRequestError, Page, SpecKittyTrackerError, TaskTrackerConnector

from ...core.issues.pull import (
    BrokenTracker,
    TrackerBusy,
    TrackerFault,
    TrackerNotAllowed,
    TrackerRefused,
    TrackerUnreachable,
)
from ...core.result import sealed

_ATTEMPTS = 4
_LONGEST_PAUSE = 60
"""In seconds. If a tracker asks for a longer pause, the pull ends; the next one continues there."""

_LONGEST_PAGE = 300
"""In seconds: the limit for one page, even while bytes arrive; trackers without pages return everything in one."""

_NOT_UNDERSTOOD = (
    SpecKittyTrackerError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What connectors raise for answers that they do not expect."""
_NOT_ALLOWED = frozenset({401, 403})
_BUSY = "RATELIMITED"
"""Linear's code for a rate limit, which comes with status 400."""


@frozen
class Source:
    """A tracker to read issues from.

    Attributes:
        connector: the connector of the tracker.
        runner: runs the connector's coroutines.
        hide: masks the secrets in a text.
        sleep: waits for a number of seconds.
    """

    connector: TaskTrackerConnector
    runner: asyncio.Runner
    hide: Callable[[str], str] = field(repr=False)
    sleep: Callable[[float], None]

    def page(self, since: datetime | None, cursor: str | None, size: int) -> Result[Page[CanonicalIssue], TrackerFault]:
        """Return one page, after up to four attempts if the tracker is busy or unreachable.

        Args:
            since: ask only for issues that changed since this instant; None asks for all.
            cursor: the cursor of the page; None for the first page.
            size: the number of issues to ask for.
        """
        answer = self._ask(since, cursor, size)
        for attempt in range(1, _ATTEMPTS):
            pause = _pause(answer, attempt)
            if pause is None:
                break
            self.sleep(pause)
            answer = self._ask(since, cursor, size)
        return answer

    def _ask(self, since: datetime | None, cursor: str | None, size: int) -> Result[Page[CanonicalIssue], TrackerFault]:
        name = self.connector.name
        try:
            return Success(
                self.runner.run(
                    wait_for(
                        self.connector.list_issues(updated_since=since, cursor=cursor, limit=size, filters=None),
                        _LONGEST_PAGE,
                    )
                )
            )
        except ConnectorRequestError as error:
            return Failure(self._refusal(name, error))
        except (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.DecodingError) as error:
            return Failure(BrokenTracker(name, self.hide(str(error))))
        except httpx.TransportError as error:
            return Failure(TrackerUnreachable(name, self.hide(str(error) or type(error).__name__)))
        except TimeoutError:
            return Failure(TrackerUnreachable(name, f"no page in {_LONGEST_PAGE} s"))
        except OSError as error:  # a command that cannot be started
            return Failure(TrackerRefused(name, None, self.hide(str(error))))
        except ExceptionGroup as group:  # an invalid port
            return Failure(BrokenTracker(name, self.hide(str(group.exceptions[0]))))
        except _NOT_UNDERSTOOD as error:
            return Failure(BrokenTracker(name, self.hide(f"{type(error).__name__}: {error}")))

    def _refusal(self, name: str, error: ConnectorRequestError) -> TrackerFault:
        status, reason = error.status_code, self.hide(str(error))
        if error.is_retryable or _BUSY in reason:
            return TrackerBusy(name, status, error.retry_after_seconds)
        if status is not None and status in _NOT_ALLOWED:
            return TrackerNotAllowed(name, status, reason)
        return TrackerRefused(name, status, reason)


def _pause(answer: Result[Page[CanonicalIssue], TrackerFault], attempt: int) -> float | None:
    """Return how many seconds to wait before the next attempt; None if another attempt would not help."""
    match sealed(answer):
        case Success():
            return None
        case Failure(fault):
            match fault:
                case TrackerBusy(_, _, int(seconds)):
                    return seconds if seconds <= _LONGEST_PAUSE else None
                case TrackerBusy() | TrackerUnreachable():
                    return 2.0 ** (attempt - 1)
                case TrackerNotAllowed() | TrackerRefused() | BrokenTracker():
                    return None
