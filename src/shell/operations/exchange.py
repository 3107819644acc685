"""Sends a snapshot: records it in the ledger, delivers it, and records the outcome."""

from typing import TYPE_CHECKING

from attrs import evolve
from msgspec import Struct
from msgspec.structs import replace
from returns.result import Failure, Result, Success

from ...core.delivery.effect import Effect, combined
from ...core.delivery.ledger import OpenTarget
from ...core.delivery.ledger_faults import LedgerFault
from ...core.delivery.publish import PublishRequest
from ...core.delivery.receipt import PublishInterrupted, Receipt, Undelivered, conclude
from ...core.delivery.retry import Outcome
from ...core.delivery.verdict import EffectUnknown, Interrupted, Replayed, Unreachable
from ...core.errors import Problem
from ...core.result import sealed
from ...core.snapshot.packing import with_fresh_key
from ..clock import Clock
from ..delivery.attempts import Limits, Post, deliver
from ..delivery.progress import OnProgress, ReportedBody
from ..telemetry.observer import UNOBSERVED, Observer

if TYPE_CHECKING:
    from ..delivery.client import ClientSettings

_OLD_ANSWER = "the server repeated an old answer, and then could not be asked again"


class _Sent(Struct, frozen=True, kw_only=True):
    """A request, and how its delivery ended."""

    request: PublishRequest
    outcome: Outcome

    @property
    def is_replayed(self) -> bool:
        """Whether the answer may date from long ago; the server may be at another snapshot by now."""
        return isinstance(self.outcome.verdict, Replayed)

    def followed_by(self, later: "_Sent") -> "_Sent":
        """Return *later*, counting the attempts of both; if it was not sent, this one was, long ago perhaps."""
        outcome = replace(later.outcome, attempts=self.outcome.attempts + later.outcome.attempts)
        match outcome.verdict:
            case Unreachable(reason):
                return replace(later, outcome=replace(outcome, verdict=EffectUnknown(f"{_OLD_ANSWER}: {reason}")))
            case _:
                return replace(later, outcome=outcome)

    def followed_by_nothing(self, fault: LedgerFault) -> "_Sent":
        """Return this one, if *fault* kept it from being sent again."""
        verdict = EffectUnknown(f"{_OLD_ANSWER}: {fault.message}")
        return replace(self, outcome=replace(self.outcome, verdict=verdict, effect="unknown"))


class Exchange(Struct, frozen=True, kw_only=True):
    """What the requests of one publish share.

    Attributes:
        target: the open target in the ledger.
        settings: the settings of the HTTP client.
        limits: how long to wait for one thing, and for all.
        clock: the sources of time and randomness.
        post: sends a request once; None for the HTTP transport.
        on_progress: called after each chunk that is sent.
        is_new: whether a replay under the key proves something.
        before: the effect of earlier requests.
        observer: watches each attempt.
    """

    target: OpenTarget
    settings: "ClientSettings"
    limits: Limits
    clock: Clock
    post: Post | None
    on_progress: OnProgress
    is_new: bool
    before: Effect = "none"
    observer: Observer = UNOBSERVED

    def send(self, request: PublishRequest) -> Result[Receipt, LedgerFault | Undelivered]:
        """Send *request*, and once more under a fresh key if the answer proves nothing.

        Raises:
            PublishInterrupted: the process was interrupted; the outcome is recorded first.
        """
        return Result.do(
            receipt
            for sent in self._send(request)
            for final in (self._send_again(sent) if sent.is_replayed and not self.is_new else Success(sent))
            for receipt in conclude(final.request, final.outcome)
        )

    def _send_again(self, sent: _Sent) -> Result[_Sent, LedgerFault]:
        fresh = replace(sent.request, snapshot=with_fresh_key(sent.request.snapshot, self.clock.nonce()))
        again = replace(self, is_new=True, before="unknown")._send(fresh)  # noqa: SLF001 - its own
        return again.map(sent.followed_by).lash(lambda fault: Success(sent.followed_by_nothing(fault)))

    def _send(self, request: PublishRequest) -> Result[_Sent, LedgerFault]:
        """Record *request*, deliver it, and record the outcome."""
        return Result.do(
            _raise_if_interrupted(_Sent(request=_with_warnings(request, warnings), outcome=outcome))
            for link in Success(None if self.is_new else self.clock.nonce().hex())
            for begun in self.target.begin(request.snapshot, self._now(), link)
            for numbered in Success(replace(request, sequence=begun.sequence))
            for outcome in Success(self._deliver(numbered, combined(self.before, begun.effect)))
            for warnings in Success((*begun.warnings, *self.target.conclude(begun, outcome, self._now())))
        )

    def _deliver(self, request: PublishRequest, before: Effect) -> Outcome:
        # Imported here, because httpx is the slowest import and previews do not need it.
        from ..delivery.transport import connection_to  # noqa: PLC0415 - see above

        body = ReportedBody(request.snapshot.body, self.on_progress)
        with connection_to(self.settings) as connection:
            return deliver(
                replace(request, snapshot=evolve(request.snapshot, body=body)),
                self.observer.attempts(self.post or connection.post),
                self.clock,
                self.limits,
                before,
            )

    def _now(self) -> str:
        return self.clock.now().isoformat(timespec="milliseconds")


def _with_warnings(request: PublishRequest, warnings: tuple[Problem, ...]) -> PublishRequest:
    known = request.snapshot.warnings
    return replace(request, snapshot=evolve(request.snapshot, warnings=tuple(dict.fromkeys([*known, *warnings]))))


def _raise_if_interrupted(sent: _Sent) -> _Sent:
    match sealed(conclude(sent.request, sent.outcome)):
        case Failure(Undelivered(verdict=Interrupted()) as error):
            raise PublishInterrupted(error)
        case _:
            return sent
