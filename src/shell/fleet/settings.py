"""The settings of HTTP clients, shared by all jobs: loading certificates is most of what a client costs."""

from collections.abc import Callable
from threading import Lock
from urllib.parse import urlsplit

from attrs import evolve
from returns.result import Result

from ...core.delivery.proxy import Environ
from ...core.project.faults import UnusableEnvironment
from ..delivery.client import ClientSettings, SettingsFor, client_settings


def shared_settings(environ: Environ) -> SettingsFor:
    """Return a function that reads the settings for a host once, and then remembers them."""
    lock, known = Lock(), dict[tuple[str, str], Result[ClientSettings, UnusableEnvironment]]()

    def settings_for(url: str) -> Result[ClientSettings, UnusableEnvironment]:
        parts = urlsplit(url)
        key = parts.scheme.lower(), parts.netloc
        with lock:
            if key not in known:
                known[key] = client_settings(environ, url)
            return known[key]

    return settings_for


def paced(settings_for: SettingsFor, before_request: Callable[[], None]) -> SettingsFor:
    """Return the same function, with something that is called before each request to a tracker."""
    return lambda url: settings_for(url).map(lambda settings: evolve(settings, before_request=before_request))


def announced(settings_for: SettingsFor, before_sending: Callable[[], None]) -> SettingsFor:
    """Return the same function, which calls something before: whoever wants settings is about to ask."""

    def settings(url: str) -> Result[ClientSettings, UnusableEnvironment]:
        before_sending()
        return settings_for(url)

    return settings
