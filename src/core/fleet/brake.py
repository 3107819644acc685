"""What stops the jobs of a run that have not been started: too many failures, a dead token, a host that wants rest."""

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import ceil

from attrs import evolve, field, frozen

from .outcome import (
    AskedToWait,
    Credential,
    Failed,
    Held,
    Outcome,
    Published,
    RefusedElsewhere,
    Skipped,
    TooManyFailures,
)

_LIMIT = re.compile(r"([0-9]{1,9})(%?)")
_ALL = 100


@frozen
class MaxFailures:
    """How many failures stop a run: a number, or a share of its projects in per cent."""

    number: int
    is_share: bool = False

    def of(self, projects: int) -> int:
        """Return how many failures stop a run of so many projects; at least one.

        >>> MaxFailures(10, is_share=True).of(412), MaxFailures(10).of(412), MaxFailures(1, is_share=True).of(5)
        (42, 10, 1)
        """
        return max(1, ceil(Fraction(projects * self.number, _ALL))) if self.is_share else self.number


def parse_max_failures(text: str) -> MaxFailures | None:
    """Return what ``--max-failures`` says; None if it is neither a number from 1 nor a per cent from 1% to 100%.

    >>> parse_max_failures("10%"), parse_max_failures("25"), parse_max_failures("0"), parse_max_failures("101%")
    (MaxFailures(number=10, is_share=True), MaxFailures(number=25, is_share=False), None, None)
    """
    found = _LIMIT.fullmatch(text.strip())
    if found is None:
        return None
    limit = MaxFailures(int(found[1]), is_share=bool(found[2]))
    return limit if limit.number >= 1 and not (limit.is_share and limit.number > _ALL) else None


@frozen(kw_only=True)
class Brake:
    """What a run has learned so far.

    Attributes:
        most: so many failures stop it; None for any number.
        failures: how many projects have failed.
        refused: the credentials that were not accepted in this run.
        suspects: those that were not accepted before it, and that one project tries first.
        closed: the hosts that want to be left alone, each until an instant in seconds since the epoch.
    """

    most: int | None = None
    failures: int = 0
    refused: frozenset[Credential] = frozenset()
    suspects: frozenset[Credential] = frozenset()
    closed: Mapping[str, float] = field(factory=dict)

    def after(self, outcome: Outcome) -> "Brake":
        """Return the same after the outcome of one project more."""
        match outcome:
            case Failed(refused=refused, retry_at=retry_at, place=place):
                return evolve(
                    self,
                    failures=self.failures + 1,
                    refused=self.refused if refused is None else self.refused | {refused},
                    closed=self.closed if retry_at is None else {**self.closed, place: retry_at},
                )
            case Published() | _:
                return self

    def accepting(self, credentials: Iterable[Credential]) -> "Brake":
        """Return the same after hosts have accepted credentials."""
        return evolve(self, suspects=self.suspects.difference(credentials))

    @property
    def forgiving(self) -> "Brake":
        """The same at the beginning of another run; a host that wants to be left alone still does."""
        return evolve(self, failures=0, refused=frozenset(), suspects=self.suspects | self.refused)

    @property
    def start(self) -> Skipped | None:
        """Why no project is started any more; None if they are."""
        if self.most is None or self.failures < self.most:
            return None
        return Skipped(TooManyFailures(self.failures))

    def has_room(self, under_way: int) -> bool:
        """Return whether one project more may fail while so many are under way, any of which may fail."""
        return self.most is None or self.failures + under_way < self.most or self.start is not None

    def is_suspect(self, credential: Credential) -> bool:
        """Return whether one project has to try a credential before the others may."""
        return credential in self.suspects and credential not in self.refused

    def ask(self, credential: Credential, now: float) -> Skipped | None:
        """Return why a host is not asked with a credential at *now*; None if it is."""
        until = self.closed.get(credential.host, now)
        if credential in self.refused:
            return Skipped(RefusedElsewhere(credential))
        return Skipped(AskedToWait(credential.host, until)) if until > now else None

    def stops(self, obstacle: Held | Skipped | None) -> Held | Skipped | None:
        """Return why a project is not tried; a credential that was refused is tried again once in every run."""
        match obstacle:
            case Held(Failed(refused=Credential() as credential)) if credential not in self.refused:
                return None
            case _:
                return obstacle
