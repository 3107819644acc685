"""Try a binding before it is written: does the tracker list the issues, and does the server accept the token?"""

from collections.abc import Mapping
from typing import TypeAlias

from returns.result import Result

from ...core.delivery.endpoint import Endpoint
from ...core.delivery.entry import ServerFault
from ...core.delivery.publish import PublishOrder
from ...core.delivery.receipt import PrepareError
from ...core.issues.pull import AccessError
from ...core.issues.tracker_fault import TrackerFault
from ...core.issues.tracker_url import TrackerUrlError
from ...core.project.bind_order import BindOrder
from ...core.project.binding import RuntimeFault
from ...core.project.consent import EgressRefused
from ...core.project.faults import UnusableEnvironment
from ...core.routing.origins import Origin
from ...core.trackers.order import PullOrder
from ...core.trackers.pulled import PullError
from ..credentials.held import HeldCredentials, read_credentials
from ..tracker.start import PullStart
from .access import access_of, token_of
from .checks import ServerLook, TrackerLook, look_at_server, look_at_tracker
from .wiring import Wiring

WrongCredentials: TypeAlias = TrackerFault | AccessError | TrackerUrlError
"""What other credentials can mend."""
_ASKED_FOR = Origin("command", "a command or the keyring")
ServerTrialFault: TypeAlias = PrepareError | EgressRefused | UnusableEnvironment | ServerFault


def try_tracker(wiring: Wiring, order: BindOrder, *, insecure_http: bool) -> Result[TrackerLook, PullError]:
    """Ask the tracker what a pull would ask it if the project was bound so; nothing is written.

    Args:
        wiring: what the operations on the project are made of.
        order: the binding.
        insecure_http: allow plain HTTP to another machine.
    """
    return Result.do(
        look
        for binder in wiring.binder()
        for runtime in binder.draft(order, wiring.clock)
        for look in look_at_tracker(
            PullStart(
                runtime=runtime,
                clock=wiring.clock,
                order=PullOrder(insecure_http=insecure_http),
                environ=wiring.environ,
                observer=wiring.observer(),
            )
        )
        for _ in look.readable
    )


def try_server(
    wiring: Wiring, order: BindOrder, endpoint: Endpoint, publish: PublishOrder
) -> Result[ServerLook, ServerTrialFault]:
    """Ask the server whether a publish might show it the token that it would have if the project was bound so.

    Args:
        wiring: what the operations on the project are made of.
        order: the binding.
        endpoint: the server.
        publish: whether the caller gave a token.
    """
    return Result.do(
        look
        for binder in wiring.binder()
        for runtime in binder.draft(order, wiring.clock)
        for _ in runtime.consent
        for access in access_of(runtime, publish, endpoint)
        for token in token_of(access, runtime, publish, endpoint)
        for look in look_at_server(endpoint, token, wiring.environ, wiring.clock)
        for _ in look.entry
    )


def held_for(wiring: Wiring, provider: str) -> Result[Mapping[str, Origin], RuntimeFault]:
    """Return the names of the credentials that need not be given, and where each comes from."""
    return Result.do(
        {**dict.fromkeys(_expected(held, provider), _ASKED_FOR), **held.credentials.origins}
        for home in wiring.home
        for held in read_credentials(home, provider, wiring.environ, wiring.clock)
    )


def _expected(held: HeldCredentials, provider: str) -> frozenset[str]:
    return frozenset() if held.secrets is None else held.secrets.may_have(provider)
