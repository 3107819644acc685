"""The credentials that a pull needs."""

from collections.abc import Mapping
from typing import TypeAlias

from returns.iterables import Fold
from returns.result import Failure, Result, Success

from ..parsing.secret import Secret, UnusableToken, usable_token
from ..routing.credentials import CredentialError, credential_in_words, first_credential, read_credential
from ..routing.providers import Provider

AccessError: TypeAlias = CredentialError | UnusableToken


def read_access(row: Provider, credentials: Mapping[str, object]) -> Result[Mapping[str, str], AccessError]:
    """Return the credentials of a provider, each under the first of its spellings, or the first error among them.

    >>> from ..routing.providers import PROVIDERS
    >>> read_access(PROVIDERS["linear"], {"api_key": "k", "team_id": 7}).unwrap()
    {'api_key': 'k', 'team_id': '7'}
    >>> read_access(PROVIDERS["linear"], {"api_key": "k"})
    <Failure: MissingCredential(provider='linear', key='team_id')>
    """
    required = [_required(row, credentials, keys) for keys in row.needs]
    optional = [_optional(row.name, credentials, key) for key in row.takes]
    return Fold.collect([*required, *optional], Success(())).map(_without_absent)


def _required(
    row: Provider, credentials: Mapping[str, object], keys: tuple[str, ...]
) -> Result[tuple[str, str] | None, AccessError]:
    spelled = next((key for key in keys if key in credentials), keys[0])
    return Result.do(
        (keys[0], text)
        for found in first_credential(row.name, credentials, keys)
        for text in (read_credential(row.name, credentials, spelled) if found is None else Success(found[1]))
        for _ in (
            _sendable(credential_in_words(row.name, credentials, spelled), text)
            if spelled in row.secrets
            else Success(None)
        )
    )


def _sendable(what: str, text: str) -> Result[Secret, UnusableToken]:
    """Check that a header can carry the secret, because an HTTP client would quote it in its error message."""
    return usable_token(what, text)


def _optional(
    provider: str, credentials: Mapping[str, object], key: str
) -> Result[tuple[str, str] | None, CredentialError]:
    return first_credential(provider, credentials, (key,)).lash(Failure)


def _without_absent(entries: tuple[tuple[str, str] | None, ...]) -> Mapping[str, str]:
    return dict(entry for entry in entries if entry is not None)
