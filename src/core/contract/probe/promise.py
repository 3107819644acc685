"""A promise of the contract: what to send to a server, and how to judge its answers."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import TypeAlias

from attrs import evolve, field, frozen

from ...delivery.endpoint import Endpoint
from ..server import RoutingKey
from .exchange import Exchange, ProbeRequest

PREFIX = "trackpost-probe"
"""How the names of everything begin that a probe publishes."""


@frozen
class Kept:
    """The server keeps the promise, as far as the probe can tell."""


@frozen
class Broken:
    """The server breaks the promise.

    Attributes:
        why: what was expected, and what came.
        request: the request that shows it.
    """

    why: str
    request: ProbeRequest


@frozen
class NotObservable:
    """Nothing shows whether the server keeps the promise, because of *why*."""

    why: str


Finding: TypeAlias = Kept | Broken | NotObservable


@frozen(kw_only=True)
class Setting:
    """What the requests of a probe are made from.

    Attributes:
        endpoint: the server's endpoint.
        seed: a text that no other probe has; names and keys are made from it.
        scope: the name of the promise in question, so that each has keys of its own.
        has_token: the probe has a token.
        has_other_token: the probe has a token of another account.
        mappings: the server's mappings of workspaces whose name begins with `PREFIX`.
        largest_body: how many bytes the server takes; None if the person did not say.
        is_full_size: the probe may send a body of the size that every server must take.
        body_seconds: how long the server waits for a body that stops coming; None if the person did not say.
        crowd: how many requests are sent at once.
        restarts: a person restarts the server during the probe.
    """

    endpoint: Endpoint
    seed: str
    scope: str = ""
    has_token: bool = False
    has_other_token: bool = False
    mappings: Mapping[RoutingKey, str] = field(factory=dict)
    largest_body: int | None = None
    is_full_size: bool = False
    body_seconds: float | None = None
    crowd: int = 50
    restarts: bool = False

    @property
    def project(self) -> str:
        """The name of the project, and of the workspace that nobody has mapped."""
        return f"{PREFIX}-{self.seed}"

    def key(self, name: str = "") -> str:
        """Return an idempotency key that nobody used before; another one for each *name*."""
        return sha256(f"{self.seed}/{self.scope}/{name}".encode()).hexdigest()


Step: TypeAlias = tuple[ProbeRequest, ...]
"""Requests that are sent at once; the next step begins when all are answered."""

Judge: TypeAlias = Callable[[Sequence[Exchange]], Finding]


@frozen(kw_only=True)
class Plan:
    """How to find out about a promise.

    Attributes:
        steps: what to send.
        later: what to send after the server was restarted.
        judge: judges the exchanges of *steps* and *later*, in order.
        is_survey: *judge* judges all exchanges of the probe.
    """

    judge: Judge
    steps: tuple[Step, ...] = ()
    later: tuple[Step, ...] = ()
    is_survey: bool = False


Planner: TypeAlias = Callable[[Setting], Plan | NotObservable]


@frozen(kw_only=True)
class Promise:
    """One promise of the contract.

    Attributes:
        name: the group and the promise, for example ``key.replayed``.
        section: the heading of the contract under which it is made.
        says: what a server does, without its subject.
        planner: makes the plan.
    """

    name: str
    section: str
    says: str
    planner: Planner

    def plan(self, setting: Setting) -> Plan | NotObservable:
        """Return the plan, or why there is none in this *setting*."""
        return self.planner(evolve(setting, scope=self.name))


def requiring(is_given: Callable[[Setting], bool], why: str) -> Callable[[Planner], Planner]:
    """Return a decorator for a planner that needs something of the setting, and cannot observe otherwise: *why*."""

    def decorate(planner: Planner) -> Planner:
        return lambda setting: planner(setting) if is_given(setting) else NotObservable(why)

    return decorate


needs_token = requiring(lambda setting: setting.has_token, "give a token with --auth-token")
