"""Prepares a probe from what a person names on the command line."""

import os
from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen
from returns.result import Failure, Result, Success

from ...core.contract.probe.exchange import Exchange, NoResponse, Response, Tokens
from ...core.contract.probe.look_up import probe_mappings
from ...core.contract.probe.promise import Promise, Setting
from ...core.contract.probe.review import ProbeError, Review
from ...core.contract.probe.samples import post
from ...core.contract.probe.table import Outline, Planned, outline, planned
from ...core.contract.server import RoutingKey
from ...core.delivery.endpoint import Endpoint, parse_endpoint
from ...core.delivery.judge import judge
from ...core.delivery.token import GivenTokenError, MissingToken, RepeatedToken
from ...core.delivery.verdict import EffectUnknown, NotAllowed, Unreachable
from ...core.parsing.secret import Secret, usable_token
from ..clock import Clock
from ..delivery.client import client_settings
from ..files.mapping_table import read_mapping_table
from .http import Asker
from .run import Hooks, Probe

_SEED_BYTES = 6
"""Enough that two probes never have the same names."""


@frozen(kw_only=True)
class ProbeOrder:
    """What a person asks of a probe.

    Attributes:
        server_url: the server.
        promises: which promises to look into.
        auth_token: the token that may publish; None if the server needs none.
        other_token: a token of another account.
        mappings: the file with the server's mappings.
        largest_body: how many bytes the server takes.
        is_full_size: a body of the size that every server must take may be sent.
        body_seconds: how long the server waits for a body that stops coming.
        concurrency: how many requests to send at once.
        restarts: the person restarts the server during the probe.
        insecure_http: plain http to another machine is allowed.
    """

    server_url: str
    promises: tuple[Promise, ...]
    auth_token: str | None = field(default=None, repr=False)
    other_token: str | None = field(default=None, repr=False)
    mappings: Path | None = None
    largest_body: int | None = None
    is_full_size: bool = False
    body_seconds: float | None = None
    concurrency: int = 50
    restarts: bool = False
    insecure_http: bool = False


@frozen(kw_only=True)
class ReadyProbe:
    """A probe that has sent nothing yet.

    Attributes:
        setting: what its requests are made from.
        plans: what it is going to do.
        asker: sends its requests.
    """

    setting: Setting
    plans: tuple[Planned, ...]
    asker: Asker

    @property
    def outline(self) -> Outline:
        """What it is going to do, for a person."""
        return outline(self.plans, self.setting)

    def run(self, hooks: Hooks) -> Result[Review, ProbeError]:
        """Ask the server, and return what was found, or why the probe ended with its first request."""
        return self._begin().map(lambda first: self._go_on(first, hooks))

    def _begin(self) -> Result[Exchange, ProbeError]:
        """Publish a sound snapshot, so that a wrong address or token is one error, and not one for each promise."""
        (exchange,) = self.asker.at_once([post(self.setting)])
        match exchange.response:
            case NoResponse(reason, has_left=False):
                return Failure(Unreachable(reason))
            case NoResponse(reason, is_late=True):
                return Failure(EffectUnknown(reason))
            case Response(status, headers, content):
                verdict = judge(status, headers, content, self.asker.hide)
                return Failure(verdict) if isinstance(verdict, NotAllowed) else Success(exchange)
            case _:
                return Success(exchange)

    def _go_on(self, first: Exchange, hooks: Hooks) -> Review:
        hooks.on_exchange(1)
        probe = Probe(self.asker.at_once, self.asker.hide, hooks, [first])
        observed = probe.run(self.plans)
        return Review(url=self.setting.endpoint.url, requests=len(probe.exchanges), observed=observed)


def prepare_probe(
    order: ProbeOrder, clock: Clock | None = None, environ: Mapping[str, str] | None = None
) -> Result[ReadyProbe, ProbeError]:
    """Return a probe that is ready to run, or the first thing that keeps it from running.

    Args:
        order: what the person asks for.
        clock: the sources of time and randomness; by default those of this machine.
        environ: the environment, which names proxies and certificates; by default that of this process.
    """
    chosen = clock or Clock()
    return Result.do(
        ReadyProbe(setting=setting, plans=planned(order.promises, setting), asker=asker)
        for endpoint in parse_endpoint(order.server_url, insecure_http=order.insecure_http)
        for tokens in _tokens(order)
        for mappings in read_mapping_table(order.mappings)
        for settings in client_settings(os.environ if environ is None else environ, endpoint.url)
        for setting in Success(_setting(order, endpoint, mappings, chosen.nonce()))
        for asker in Success(Asker(settings=settings, tokens=tokens, sleep=chosen.sleep))
    )


def _setting(order: ProbeOrder, endpoint: Endpoint, mappings: Mapping[RoutingKey, str], nonce: bytes) -> Setting:
    return Setting(
        endpoint=endpoint,
        seed=nonce[:_SEED_BYTES].hex(),
        has_token=order.auth_token is not None,
        has_other_token=order.other_token is not None,
        mappings=probe_mappings(mappings),
        largest_body=order.largest_body,
        is_full_size=order.is_full_size,
        body_seconds=order.body_seconds,
        crowd=order.concurrency,
        restarts=order.restarts,
    )


def _tokens(order: ProbeOrder) -> Result[Tokens, GivenTokenError | RepeatedToken]:
    tokens: Result[Tokens, GivenTokenError | RepeatedToken] = Result.do(
        Tokens(given=given, other=other)
        for given in _token("--auth-token", order.auth_token)
        for other in _token("--other-token", order.other_token)
    )
    return tokens.bind(_of_two_accounts)


def _of_two_accounts(tokens: Tokens) -> Result[Tokens, RepeatedToken]:
    """Refuse one token for both: a server that is right would seem to mix up two accounts."""
    is_repeated = tokens.other is not None and tokens.other == tokens.given
    return Failure(RepeatedToken("--other-token", "--auth-token")) if is_repeated else Success(tokens)


def _token(option: str, text: str | None) -> Result[Secret | None, GivenTokenError]:
    if text is None:
        return Success(None)
    return usable_token(option, text) if text.strip() else Failure(MissingToken(option))
