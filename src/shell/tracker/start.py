"""Makes everything ready for a pull, and runs it."""

import asyncio
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

import httpx
from attrs import evolve, frozen
from returns.result import Failure, Result, Success

from ...core.delivery.endpoint import is_loopback_url
from ...core.issues.pull import PullCounts, Pulled, PullError, TrackerUnreachable, read_access
from ...core.parsing.secret import Secret
from ...core.parsing.untyped import WrongShape
from ...core.routing.providers import PROVIDERS, Provider
from ..files.reading import printable
from ..project.config_file import config_path
from ..runtime import Runtime
from .client import client_for
from .connector import connector_for
from .pull import Pull
from .source import Source


@frozen(kw_only=True)
class PullOptions:
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
    on_page: Callable[[PullCounts], None]
    clock: Callable[[], datetime]
    sleep: Callable[[float], None]


_UNUSABLE_ENVIRONMENT = (ImportError, OSError, ValueError, httpx.InvalidURL)
"""What httpx raises of proxies and certificate files that it cannot use. ImportError: a SOCKS proxy."""


def pull_from_tracker(runtime: Runtime, options: PullOptions) -> Result[Pulled, PullError]:
    """Bring the cache of a project up to date with its tracker.

    Must not be called by code that runs in an event loop: it runs one of its own.
    """
    return Result.do(
        pulled
        for row in _row(runtime)
        for access in read_access(row, runtime.credentials)
        for pulled in _pull(runtime, row, access, options)
    )


def _row(runtime: Runtime) -> Result[Provider, WrongShape]:
    provider = runtime.binding.provider
    if provider in PROVIDERS:
        return Success(PROVIDERS[provider])
    source, known = printable(config_path(runtime.folder)), ", ".join(PROVIDERS)
    return Failure(WrongShape(source, "tracker.provider", f"one of {known}", repr(provider)))


def _pull(
    runtime: Runtime, row: Provider, access: Mapping[str, str], options: PullOptions
) -> Result[Pulled, PullError]:
    urls = [access[key] for key in ("base_url", "graphql_url") if key in access]
    try:
        client = client_for(options.clock, trust_env=not any(map(is_loopback_url, urls)))
    except _UNUSABLE_ENVIRONMENT as error:
        return Failure(TrackerUnreachable(row.name, f"proxy or certificates of the environment: {error}"))
    with _running(client) as runner:
        source = Source(
            connector=connector_for(row.name, runtime.binding.workspace, access, client),
            runner=runner,
            hide=_hider(row, access),
            sleep=options.sleep,
        )
        return (
            Pull(
                binding=runtime.binding,
                credentials=runtime.credentials,
                path=runtime.cache.path,
                source=source,
                clock=options.clock,
                on_page=options.on_page,
                keeps=runtime.owns if options.drop_foreign else None,
                busy_seconds=runtime.cache.busy_seconds,
            )
            .run(options.limit)
            .map(lambda pulled: evolve(pulled, warnings=(*runtime.warnings, *pulled.warnings)))
        )


@contextmanager
def _running(client: httpx.AsyncClient) -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        try:
            yield runner
        finally:
            runner.run(client.aclose())


def _hider(row: Provider, access: Mapping[str, str]) -> Callable[[str], str]:
    secret = [keys for keys in row.needs if row.secrets & set(keys)]
    secrets = [Secret(text) for keys in secret for text in _spellings(access, keys)]

    def hide(text: str) -> str:
        for secret in secrets:
            text = secret.hide_in(text)
        return text

    return hide


def _spellings(access: Mapping[str, str], keys: tuple[str, ...]) -> Iterator[str]:
    """Return how a secret may be sent: as it is, or behind a name in Base64 (RFC 7617)."""
    for text in (access[key] for key in keys if key in access):
        yield text
        yield b64encode(f"{access.get('email', '')}:{text}".encode()).decode()
