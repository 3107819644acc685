"""HTTP clients as the environment wants them: through which proxy, and trusting which certificates."""

import ssl
from collections.abc import Callable
from importlib.util import find_spec
from typing import TypeAlias

import httpx
from attrs import field, frozen
from returns.result import Failure, Result, Success

from ...core.delivery.proxy import NO_PROXY_URL, Environ, Proxy, proxy_for
from ...core.parsing.secret import Secret
from ...core.project.faults import UnusableEnvironment
from .certificates import tls_context


def _at_once() -> None:
    """Let a request leave."""


@frozen
class ClientSettings:
    """What a client needs to know of the environment.

    Attributes:
        proxy: None to ask the server directly.
        tls: the certificates that are trusted.
        before_request: called before each request to a tracker; it may wait, where there is a limit to keep.
    """

    proxy: httpx.Proxy | None
    tls: ssl.SSLContext
    before_request: Callable[[], None] = field(default=_at_once, kw_only=True)

    def client(self) -> httpx.Client:
        """Return a client that does not read the environment itself."""
        return httpx.Client(proxy=self.proxy, verify=self.tls, trust_env=False)

    def hide(self, text: str) -> str:
        """Return *text* without the password of the proxy."""
        password = "" if self.proxy is None or self.proxy.auth is None else self.proxy.auth[1]
        return Secret(password).hide_in(text)


SettingsFor: TypeAlias = Callable[[str], Result[ClientSettings, UnusableEnvironment]]
"""Returns the settings of a client for a URL."""


def client_settings(environ: Environ, url: str) -> Result[ClientSettings, UnusableEnvironment]:
    """Return the settings of a client for *url*, or the first variable of *environ* that cannot be used."""
    return Result.do(
        ClientSettings(opened, tls)
        for proxy in proxy_for(environ, url)
        for tls in tls_context(environ, is_needed=url.lower().startswith("https:") or _is_encrypted(proxy))
        for opened in (Success(None) if proxy is None else _opened(proxy, tls))
    )


def _is_encrypted(proxy: Proxy | None) -> bool:
    return proxy is not None and proxy.scheme == "https"


def _opened(proxy: Proxy, tls: ssl.SSLContext) -> Result[httpx.Proxy | None, UnusableEnvironment]:
    if proxy.scheme.startswith("socks") and find_spec("socksio") is None:
        return Failure(UnusableEnvironment(proxy.variable, "a SOCKS proxy needs the package socksio"))
    try:
        return Success(httpx.Proxy(proxy.url, ssl_context=tls if _is_encrypted(proxy) else None))
    except httpx.InvalidURL:  # its message may quote a password
        return Failure(UnusableEnvironment(proxy.variable, NO_PROXY_URL))
