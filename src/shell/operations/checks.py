"""Ask the tracker and the server what cannot be known without them; nothing is changed there, and nothing written here.

``trackpost doctor`` and ``trackpost init`` use these checks, so that both mean the same by a credential that works.
"""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import partial
from urllib.parse import urlsplit

from attrs import frozen
from returns.result import Result

from ...core.contract.probe.exchange import NoResponse, ProbeRequest, Response, Tokens
from ...core.delivery.endpoint import Endpoint
from ...core.delivery.entry import BODY, ServerFault, entry_of
from ...core.delivery.judge import judge
from ...core.delivery.verdict import Unreachable, Verdict
from ...core.issues.tracker_fault import TrackerFault
from ...core.parsing.secret import Secret
from ...core.project.faults import UnusableEnvironment
from ...core.routing.providers import row_of
from ...core.trackers.pulled import PullError
from ..clock import Clock, parse_instant
from ..delivery.client import client_settings
from ..probe.http import Asker
from ..tracker.account import account_of
from ..tracker.asking import ReadyTracker, with_origin
from ..tracker.patience import Deadline
from ..tracker.readers import Briefing
from ..tracker.start import PullStart
from ..waiting import MOMENT, waiting

PATIENCE = 10.0
"""Seconds for connecting, and for each wait for an answer; as long as a publish waits by itself."""
_LONGEST = 30.0
"""Seconds for all questions to a tracker."""
_QUESTION = (("Content-Type", "application/json"),)


@frozen(kw_only=True)
class TrackerLook:
    """What a tracker answers.

    Attributes:
        account: whose the credentials are, or why it does not say.
        readable: nothing, or why it does not list the issues of the project.
        ahead: by how many seconds the clock of this machine is ahead of the tracker's; None if it told no time.
        secret_from: where the secret comes from, in words; None for a tracker that needs none.
    """

    account: Result[str, TrackerFault]
    readable: Result[None, PullError]
    ahead: float | None
    secret_from: str | None


def look_at_tracker(start: PullStart) -> Result[TrackerLook, PullError]:
    """Ask the tracker for an issue, as a pull would, and whose the credentials are.

    A failure is what keeps a pull from asking at all.
    """
    return start.ready().map(lambda ready: _looked(start, ready))


def _looked(start: PullStart, ready: ReadyTracker) -> TrackerLook:
    clock = start.clock
    with start.asking(ready, Deadline.after(_LONGEST, clock)) as asking:
        page = asking.tracker(Briefing(start.runtime.binding.filter)).reader.page(None, None, 1)
        told, heard = page.map(lambda read: read.now).value_or(None), clock.now()
        return TrackerLook(
            account=account_of(asking),
            readable=page.map(lambda _: None).alt(partial(with_origin, ready.credentials)),
            ahead=None if told is None else (heard - parse_instant(told)).total_seconds(),
            secret_from=_secret_from(ready),
        )


def _secret_from(ready: ReadyTracker) -> str | None:
    secrets = row_of(ready.name).secrets
    return next((origin.in_words for key, origin in ready.credentials.origins.items() if key in secrets), None)


@frozen(kw_only=True)
class ServerLook:
    """What a server answers.

    Attributes:
        entry: nothing if it lets the token in, or why not.
        ahead: by how many seconds the clock of this machine is ahead of the server's; None if it told no time.
    """

    entry: Result[None, ServerFault]
    ahead: float | None


def look_at_server(
    endpoint: Endpoint, token: Secret | None, environ: Mapping[str, str], clock: Clock
) -> Result[ServerLook, UnusableEnvironment]:
    """Ask the server whether it lets *token* in, with the request of `trackpost.core.delivery.entry`.

    Args:
        endpoint: where a publish would send its snapshot.
        token: what it would show; None if there is none.
        environ: the environment, which names proxies and certificates.
        clock: the source of time.
    """

    def look(asker: Asker) -> ServerLook:
        with waiting(f"no answer from {urlsplit(endpoint.url).netloc} yet", PATIENCE, after=MOMENT):
            (exchange,) = asker.at_once([ProbeRequest(url=endpoint.url, headers=_QUESTION, body=BODY)])
        verdict = _verdict(exchange.response, asker)
        return ServerLook(entry=entry_of(verdict, token), ahead=_ahead(exchange.response, clock.now()))

    return client_settings(environ, endpoint.url).map(
        lambda settings: look(
            Asker(settings=settings, tokens=Tokens(given=token), sleep=clock.sleep, patience=PATIENCE)
        )
    )


def _verdict(response: Response | NoResponse, asker: Asker) -> Verdict:
    match response:
        case Response(status, headers, content):
            return judge(status, headers, content, asker.hide)
        case NoResponse(reason):
            return Unreachable(reason)


def _ahead(response: Response | NoResponse, now: datetime) -> float | None:
    date = response.headers.get("date") if isinstance(response, Response) else None
    try:
        return None if date is None else (now - parsedate_to_datetime(date)).total_seconds()
    except (ValueError, OverflowError, TypeError):  # TypeError: a date without a zone
        return None
