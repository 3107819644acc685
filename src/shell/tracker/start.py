"""Prepare a pull and run it."""

import asyncio
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

import httpx
from attrs import evolve, frozen
from returns.result import Failure, Result, Success

from ...core.issues.pull import PullCounts, Pulled, PullError, read_access
from ...core.issues.tracker_url import TrackerUrlError, parse_tracker_url
from ...core.parsing.secret import Secret
from ...core.parsing.untyped import WrongShape
from ...core.routing.providers import PROVIDERS, Provider, ProviderName, known_provider
from ..delivery.client import ClientSettings, client_settings
from ..files.reading import printable
from ..project.config_file import config_path
from ..runtime import Runtime
from .client import client_for
from .connector import address_of, connector_for, url_key
from .pull import Pull
from .source import Source


@frozen(kw_only=True)
class PullOptions:
    """The options of a pull.

    Attributes:
        limit: stop after this many issues; None reads all.
        drop_foreign: first remove issues that belong to another project or workspace.
        on_page: called after each page with the counts so far.
        clock: returns the current time, with its zone.
        sleep: waits for a number of seconds.
        environ: the environment, which names proxies and certificates.
        insecure_http: allow plain HTTP to a tracker on another machine.
    """

    limit: int | None
    drop_foreign: bool
    on_page: Callable[[PullCounts], None]
    clock: Callable[[], datetime]
    sleep: Callable[[float], None]
    environ: Mapping[str, str]
    insecure_http: bool


def pull_from_tracker(runtime: Runtime, options: PullOptions) -> Result[Pulled, PullError]:
    """Update the cache of a project from its tracker.

    Do not call it inside a running event loop, because it runs its own.
    """
    return Result.do(
        pulled
        for name in _known_name(runtime)
        for read in read_access(PROVIDERS[name], runtime.credentials)
        for access in _with_checked_url(name, read, insecure_http=options.insecure_http)
        for settings in client_settings(options.environ, address_of(name, access))
        for pulled in _pull(runtime, name, access, settings, options)
    )


def _with_checked_url(
    name: ProviderName, access: Mapping[str, str], *, insecure_http: bool
) -> Result[Mapping[str, str], TrackerUrlError]:
    key = url_key(access)
    if key is None:
        return Success(access)
    checked = parse_tracker_url(name, key, access[key], insecure_http=insecure_http)
    return checked.map(lambda url: {**access, key: url})


def _known_name(runtime: Runtime) -> Result[ProviderName, WrongShape]:
    provider = runtime.binding.provider
    name = known_provider(provider)
    if name is not None:
        return Success(name)
    source, known = printable(config_path(runtime.folder)), ", ".join(PROVIDERS)
    return Failure(WrongShape(source, "tracker.provider", f"one of {known}", repr(provider)))


def _pull(
    runtime: Runtime,
    name: ProviderName,
    access: Mapping[str, str],
    settings: ClientSettings,
    options: PullOptions,
) -> Result[Pulled, PullError]:
    client = client_for(options.clock, settings)
    with _running(client) as runner:
        source = Source(
            connector=connector_for(name, runtime.binding.workspace, access, client),
            runner=runner,
            hide=_hider(PROVIDERS[name], access),
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
    """Return the forms in which a secret may be sent: as it is, or after a user name in Base64 (RFC 7617)."""
    for text in (access[key] for key in keys if key in access):
        yield text
        yield b64encode(f"{access.get('email', '')}:{text}".encode()).decode()
