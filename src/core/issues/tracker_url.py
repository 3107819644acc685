"""The URL of a tracker, which has to meet the same rules as the URL of a server.

The tracker's token is sent to it, and the URLs of issues, which are published, begin with it.
"""

import re
from typing import ClassVar, TypeAlias
from urllib.parse import SplitResult, urlsplit

from msgspec import Struct
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from ..parsing.address import authority, canonical_host, is_loopback


class UnusableTrackerUrl(Struct, frozen=True):
    """The tracker's URL cannot be used.

    Attributes:
        provider: canonical name.
        key: the credential that contains the URL. The URL itself is not shown, because it may contain a password.
        reason: what is wrong with it.
    """

    provider: str
    key: str
    reason: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"cannot use {self.key} of {self.provider}: {self.reason}; correct it with `trackpost bind`"


class InsecureTrackerUrl(Struct, frozen=True):
    """The tracker's URL is plain HTTP to another machine, so others could read the token.

    Attributes:
        provider: canonical name.
        key: the credential that contains the URL.
        host: the host of the URL.
    """

    provider: str
    key: str
    host: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return (
            f"{self.key} of {self.provider} is plain http to another machine ({self.host}); "
            "use https://, or allow it with --insecure-http"
        )


TrackerUrlError: TypeAlias = UnusableTrackerUrl | InsecureTrackerUrl

_NO_BLANK = re.compile(r"[^\x00-\x20\x7f]+")
_AUTHORITY = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:%]+)(:[0-9]*)?")


def parse_tracker_url(
    provider: str, key: str, url: str, *, insecure_http: bool = False
) -> Result[str, TrackerUrlError]:
    """Return the URL with its host in the canonical spelling, and without trailing slashes.

    Args:
        provider: canonical name.
        key: the credential that contains the URL.
        url: the URL.
        insecure_http: allow plain HTTP to another machine.

    >>> parse_tracker_url("jira", "base_url", "https://Acme.atlassian.net/")
    <Success: https://acme.atlassian.net>
    """
    try:
        parts = urlsplit(url)
        fault = _fault(url, parts)
    except ValueError:  # its message may quote a password
        return Failure(UnusableTrackerUrl(provider, key, "its host or port is malformed"))
    if fault is not None:
        return Failure(UnusableTrackerUrl(provider, key, fault))
    host = _host(parts)
    if parts.scheme == "http" and not (is_loopback(host) or insecure_http):
        return Failure(InsecureTrackerUrl(provider, key, host))
    return Success(f"{parts.scheme}://{authority(host, parts.port)}{parts.path}".rstrip("/"))


def _fault(url: str, parts: SplitResult) -> str | None:
    faults = {
        "it contains whitespace or a control character": not _NO_BLANK.fullmatch(url),
        "it must begin with https://": parts.scheme not in {"https", "http"},
        "it names no host": not parts.hostname,
        "it contains a user name or password, which belong in credentials of their own": "@" in parts.netloc,
        "its host is neither a name nor an address": not _AUTHORITY.fullmatch(parts.netloc) or not _host(parts),
        "port 0 cannot be reached": parts.port == 0,
        "a query or fragment does not belong in it": "?" in url or "#" in url,
    }
    return next((reason for reason, is_so in faults.items() if is_so), None)


def _host(parts: SplitResult) -> str:
    """Return the canonical host; an empty text if there is none."""
    return canonical_host(parts.hostname or "") or ""
