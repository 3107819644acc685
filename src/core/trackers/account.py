"""Whose credentials a tracker was asked with, as it says itself.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-myself/
https://linear.app/developers/graphql
https://docs.github.com/en/rest/users/users#get-the-authenticated-user
https://docs.gitlab.com/api/users/#retrieve-the-current-user
"""

from collections.abc import Mapping
from typing import TypeAlias

import msgspec
from returns.result import Failure, Result, Success

from ..issues.tracker_fault import BrokenTracker
from ..routing.providers import ProviderName
from .answers import decode

_Path: TypeAlias = tuple[str, ...]

_NAMES: Mapping[ProviderName, tuple[_Path, ...]] = {
    "jira": (("displayName",), ("emailAddress",), ("name",)),
    "linear": (("data", "viewer", "name"), ("data", "viewer", "email")),
    "github": (("login",), ("name",)),
    "gitlab": (("username",), ("name",)),
    "azure_devops": (("authenticatedUser", "customDisplayName"), ("authenticatedUser", "providerDisplayName")),
}
"""Where each says the names of the account, in the order in which they are shown."""
_MOST = 2
_ANYTHING: msgspec.json.Decoder[object] = msgspec.json.Decoder()


def account_in(provider: ProviderName, content: bytes) -> Result[str, BrokenTracker]:
    """Return the names of an account: two at most.

    >>> account_in("gitlab", b'{"id": 7, "username": "bot", "name": "Release bot"}')
    <Success: bot (Release bot)>
    >>> account_in("jira", b'[]')
    <Failure: BrokenTracker(provider='jira', reason='it names no account')>
    """
    return decode(provider, content, _ANYTHING).bind(lambda said: _named(provider, said))


def _named(provider: ProviderName, said: object) -> Result[str, BrokenTracker]:
    texts = [text for path in _NAMES.get(provider, ()) if (text := _text_at(said, path))]
    match list(dict.fromkeys(texts))[:_MOST]:
        case [first]:
            return Success(first)
        case [first, second]:
            return Success(f"{first} ({second})")
        case _:
            return Failure(BrokenTracker(provider, "it names no account"))


def _text_at(said: object, path: _Path) -> str:
    for name in path:
        said = said.get(name) if isinstance(said, dict) else None
    return said.strip() if isinstance(said, str) else ""


def version_in(output: bytes) -> str:
    r"""Return the first line that a command prints about its version.

    >>> version_in(b"bd version 0.49.0\nmore")
    'bd version 0.49.0'
    """
    return next(iter(output.decode(errors="replace").strip().splitlines()), "a version that it does not say")
