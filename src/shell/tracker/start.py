"""Makes everything ready for a pull, and runs it."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

import httpx
from attrs import evolve, frozen
from returns.result import Failure, Result

from ...core.choice import choose
from ...core.endpoint import is_loopback_url
from ...core.provider import PROVIDERS, Provider
from ...core.pulled import Pulled, PullError, Tally
from ...core.secret import Secret
from ...core.tracker_access import read_access
from ...core.tracker_fault import TrackerUnreachable
from ..runtime import Runtime
from .connector import connector_for
from .pull import Pull
from .source import Source

_TIMEOUT = 30.0
"""Seconds: for connecting, and for each wait for the tracker."""


@frozen(kw_only=True)
class Errand:
    """What a pull is asked for.

    Attributes:
        limit: after how many issues to stop; None reads all.
        drop_foreign: remove what belongs to another project first.
        on_page: is told how many issues were read, page after page.
        clock: what time it is, with its zone.
        sleep: waits for some seconds.
    """

    limit: int | None
    drop_foreign: bool
    on_page: Callable[[Tally], None]
    clock: Callable[[], datetime]
    sleep: Callable[[float], None]


_UNUSABLE_ENVIRONMENT = (ImportError, OSError, ValueError, httpx.InvalidURL)
"""What httpx raises of proxies and certificate files that it cannot use. ImportError: a SOCKS proxy."""


def pull_from_tracker(runtime: Runtime, errand: Errand) -> Result[Pulled, PullError]:
    """Bring the cache of a project up to date with its tracker.

    Must not be called by code that runs in an event loop: it runs one of its own.
    """
    return Result.do(
        pulled
        for name in choose("provider", runtime.binding.provider, PROVIDERS)
        for access in read_access(PROVIDERS[name], runtime.credentials)
        for pulled in _pull(runtime, PROVIDERS[name], access, errand)
    )


def _pull(runtime: Runtime, row: Provider, access: Mapping[str, str], errand: Errand) -> Result[Pulled, PullError]:
    urls = [access[key] for key in ("base_url", "graphql_url") if key in access]
    try:
        client = httpx.AsyncClient(timeout=_TIMEOUT, trust_env=not any(map(is_loopback_url, urls)))
    except _UNUSABLE_ENVIRONMENT as error:
        return Failure(TrackerUnreachable(row.name, f"proxy or certificates of the environment: {error}"))
    with _running(client) as runner:
        source = Source(
            connector=connector_for(row.name, runtime.binding.workspace, access, client),
            runner=runner,
            hide=_hider(row, access),
            sleep=errand.sleep,
        )
        return (
            Pull(
                binding=runtime.binding,
                credentials=runtime.credentials,
                path=runtime.store.path,
                source=source,
                clock=errand.clock,
                on_page=errand.on_page,
                keeps=runtime.owns if errand.drop_foreign else None,
                busy_seconds=runtime.store.busy_seconds,
            )
            .run(errand.limit)
            .map(lambda pulled: evolve(pulled, notices=runtime.notices))
        )


@contextmanager
def _running(client: httpx.AsyncClient) -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        try:
            yield runner
        finally:
            runner.run(client.aclose())


def _hider(row: Provider, access: Mapping[str, str]) -> Callable[[str], str]:
    secrets = [Secret(text) for key, text in access.items() if any(key in keys for keys in _secret(row))]

    def hide(text: str) -> str:
        for secret in secrets:
            text = secret.hide_in(text)
        return text

    return hide


def _secret(row: Provider) -> list[tuple[str, ...]]:
    """Return the spellings of each credential that is a secret."""
    return [keys for keys in row.needs if row.secrets & set(keys)]
