"""Runs a probe: sends what the plans say, in their order, and judges the answers."""

from collections.abc import Callable, Sequence

from attrs import define, evolve, field, frozen

from ...core.contract.probe.exchange import Exchange, NoResponse, ProbeRequest
from ...core.contract.probe.promise import Broken, Finding, NotObservable, Plan, Step
from ...core.contract.probe.review import Observed
from ...core.contract.probe.table import Planned
from ...core.parsing.text import shortened

_LONGEST_WHY = 600
"""Characters: the longest path that is promised, and some of what came instead."""

AtOnce = Callable[[Sequence[ProbeRequest]], tuple[Exchange, ...]]
"""Sends requests at once, and returns them with their answers."""

_NOT_RESTARTED = NotObservable("nobody restarted the server")
_SILENT = NotObservable("the server has stopped answering")
_PATIENCE = 5
"""Steps in a row without an answer in time. Some promises may be broken like that; a whole probe would take hours."""


@frozen(kw_only=True)
class Hooks:
    """What a probe does besides asking the server.

    Attributes:
        restart: lets a person restart the server; returns whether that happened.
        on_exchange: called with the number of requests so far, after each step.
    """

    restart: Callable[[], bool] = lambda: False
    on_exchange: Callable[[int], None] = lambda _count: None


@define
class Probe:
    """One run of a probe.

    Args:
        ask: sends requests.
        hide: masks secrets in a text.
        hooks: what else it does.
        exchanges: all exchanges so far.
        unanswered: how many steps in a row had no answer in time.
    """

    _ask: AtOnce
    _hide: Callable[[str], str]
    _hooks: Hooks
    exchanges: list[Exchange] = field(factory=list)
    unanswered: int = 0

    def run(self, plans: Sequence[Planned]) -> tuple[Observed, ...]:
        """Send the requests of all plans, and return the findings, in the same order."""
        first = [self._asked(each.plan, later=False) for each in plans]
        has_restarted = any(_is_interrupted(each.plan) for each in plans) and self._hooks.restart()
        second = [self._asked(each.plan, later=True) if has_restarted else [] for each in plans]
        found = [
            _SILENT
            if before is None or after is None
            else self._judged(each.plan, [*before, *after], has_restarted=has_restarted)
            for each, before, after in zip(plans, first, second, strict=True)
        ]
        return tuple(Observed(each.promise, finding) for each, finding in zip(plans, found, strict=True))

    def _asked(self, plan: Plan | NotObservable, *, later: bool) -> list[Exchange] | None:
        """Return the exchanges of a plan; None if the server has stopped answering before they were done."""
        if isinstance(plan, NotObservable):
            return []
        exchanges: list[Exchange] = []
        for step in plan.later if later else plan.steps:
            if self.unanswered >= _PATIENCE:
                return None
            exchanges += self._step(step)
        return exchanges

    def _step(self, step: Step) -> tuple[Exchange, ...]:
        exchanges = self._ask(step)
        self.exchanges.extend(exchanges)
        self.unanswered = self.unanswered + 1 if all(map(_is_late, exchanges)) else 0
        self._hooks.on_exchange(len(self.exchanges))
        return exchanges

    def _judged(self, plan: Plan | NotObservable, exchanges: list[Exchange], *, has_restarted: bool) -> Finding:
        if isinstance(plan, NotObservable):
            return plan
        if plan.later and not has_restarted:
            return _NOT_RESTARTED
        return self._masked(plan.judge(self.exchanges if plan.is_survey else exchanges))

    def _masked(self, finding: Finding) -> Finding:
        match finding:
            case Broken() | NotObservable():  # half a secret would not be found, so it is cut only then
                return evolve(finding, why=shortened(self._hide(finding.why), _LONGEST_WHY))
            case kept:
                return kept


def _is_late(exchange: Exchange) -> bool:
    return isinstance(exchange.response, NoResponse) and exchange.response.is_late


def _is_interrupted(plan: Plan | NotObservable) -> bool:
    return isinstance(plan, Plan) and bool(plan.later)
