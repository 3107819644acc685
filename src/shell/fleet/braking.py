"""What a run has learned, for all its threads: they start no job, and ask no host, that the brake stops."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Condition, Lock
from typing import Literal, TypeAlias, TypeVar

from attrs import define, evolve, field
from returns.result import Result

from ...core.errors import Problem
from ...core.fleet.brake import Brake
from ...core.fleet.faults import StateFault
from ...core.fleet.outcome import Credential, Failed, Held, Skipped, Tried
from ...core.fleet.port import FleetState

_Value = TypeVar("_Value")

How: TypeAlias = Literal["patiently", "at once"]
"""Whether another job that tries a credential is waited for."""
Ask: TypeAlias = Callable[[Credential, How], None]
"""Is called before a host is asked with a credential.

It raises `NotAsked` if the host is not to be asked, and `TriedElsewhere` if another job tries the credential and is not
waited for.
"""


class NotAsked(Exception):  # noqa: N818 - no error: it takes a job out of its pull or its publish
    """A host is not asked: another job has found out that its credential is refused, or that it wants to be left alone.

    Args:
        reason: why.
    """

    def __init__(self, reason: Skipped) -> None:
        super().__init__(reason)
        self.reason = reason


class TriedElsewhere(Exception):  # noqa: N818 - no error: it takes a job out of a publish that has not sent anything
    """Another job tries a credential that was refused, and this one has no time to wait for it now."""


def waiting_outside(ask: Ask, credential: Credential, run: Callable[[], _Value]) -> _Value:
    """Return what *run* returns, whose deadline begins when it is called.

    If another job tries the credential, that is waited for outside of it, and then it is called again.
    """
    try:
        return run()
    except TriedElsewhere:
        ask(credential, "patiently")
        return run()


@define(kw_only=True)
class Braking:
    """The brake of one run, or of one watch. Its methods may be called from any thread.

    Attributes:
        state: remembers refused credentials for other runs.
        warn: is told if it does not.
        brake: what was learned so far.
    """

    state: FleetState
    warn: Callable[[Problem], None]
    brake: Brake = field(factory=Brake)
    _under_way: int = field(default=0, init=False)
    _changed: Condition = field(factory=Condition, init=False)
    _first: dict[Credential, Lock] = field(factory=lambda: defaultdict(Lock), init=False)

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count a job as under way; wait before if it could be one failure too many together with the others."""
        with self._changed:
            self._changed.wait_for(lambda: self.brake.has_room(self._under_way))
            self._under_way += 1
        try:
            yield
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    @contextmanager
    def asking(self, now: Callable[[], float]) -> Iterator[Ask]:
        """Return what a job calls before it asks a host with a credential.

        Of the jobs with a credential that an earlier run found refused, one asks first, and the others wait until its
        outcome is noted.
        """
        asked = set[Credential]()
        with ExitStack() as stack:

            def ask(credential: Credential, how: How) -> None:
                if credential in asked:
                    return
                if self.brake.is_suspect(credential):
                    self._be_first(credential, stack, how)
                reason = self.brake.ask(credential, now())
                if reason is not None:
                    raise NotAsked(reason)
                asked.add(credential)

            yield ask

    def stops(self, obstacle: Held | Skipped | None) -> Held | Skipped | None:
        """Return why a project is not tried: because nothing is started any more, or for a reason of its own."""
        return self.brake.start or self.brake.stops(obstacle)

    def refuses(self, credentials: Iterable[Credential], now: float) -> Skipped | None:
        """Return why one of the hosts of a project is not asked at *now*; None if all are."""
        reasons = (self.brake.ask(credential, now) for credential in credentials)
        return next((reason for reason in reasons if reason is not None), None)

    def note(self, tried: Tried, accepted: Iterable[Credential]) -> None:
        """Learn from the outcome of a job, and from the credentials that hosts have accepted in it."""
        cleared = [credential for credential in accepted if credential in self.brake.suspects]
        with self._changed:
            self.brake = self.brake.after(tried).accepting(cleared)
            self._changed.notify_all()
        for credential in cleared:
            self.state.accept(credential).alt(self.warn)
        if isinstance(tried, Failed) and tried.refused is not None:
            self.state.refuse(tried.refused).alt(self.warn)

    def begin_again(self) -> None:
        """Forget the failures, and let one project each try the credentials that were refused, whoever noted that."""
        known: Result[frozenset[Credential], StateFault] = self.state.refused()
        known.alt(self.warn)
        with self._changed:
            again = self.brake.forgiving
            self.brake = evolve(again, suspects=known.value_or(again.suspects))
            self._changed.notify_all()

    def reopen(self) -> None:
        """Begin again, and ask hosts that wanted to be left alone: somebody says so, or the clock was wrong."""
        self.begin_again()
        with self._changed:
            self.brake = evolve(self.brake, closed={})

    def _be_first(self, credential: Credential, stack: ExitStack, how: How) -> None:
        """Be the first to ask, so that the others wait, or wait for whoever is."""
        first = self._first[credential]
        if not first.acquire(blocking=how == "patiently"):
            raise TriedElsewhere
        if self.brake.is_suspect(credential):
            stack.callback(first.release)
        else:
            first.release()
