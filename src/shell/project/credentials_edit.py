"""Rewrites the credentials of one provider, and leaves the comments and the other tables as they were."""

import tomllib
from collections.abc import Callable, Mapping

import tomlkit
from returns.result import Failure, Result, Success
from tomlkit.exceptions import TOMLKitError

from ...core.errors import UnwritableFile
from ..files.atomic import NewFile
from ..files.reading import shown
from .credentials_file import CredentialsFile

_OWNER_ONLY = 0o600


def with_credentials(credentials_file: CredentialsFile, entries: Mapping[str, str]) -> Result[NewFile, UnwritableFile]:
    """Return the file with *entries* in the provider's table, beside what stands there."""

    def put(providers: dict[str, object]) -> None:
        table = providers.setdefault(credentials_file.name, tomlkit.table())
        if isinstance(table, dict):
            table.update(entries)

    return _rewritten(credentials_file, put)


def without_credentials(credentials_file: CredentialsFile) -> Result[NewFile, UnwritableFile]:
    """Return the file without the provider's table."""
    return _rewritten(credentials_file, lambda providers: providers.pop(credentials_file.name, None))


def _rewritten(
    credentials_file: CredentialsFile, change: Callable[[dict[str, object]], object]
) -> Result[NewFile, UnwritableFile]:
    """Return the file with *change* made to ``[tracker.providers]``, its comments and other tables as they were."""
    meant = tomllib.loads(credentials_file.text)
    change(meant.setdefault("tracker", {}).setdefault("providers", {}))
    try:
        document = tomlkit.parse(credentials_file.text)
        tracker = document.setdefault("tracker", tomlkit.table(is_super_table=True))
        change(tracker.setdefault("providers", tomlkit.table(is_super_table=True)))
        text = tomlkit.dumps(document)
        is_meant = _without_empty(tomllib.loads(text)) == _without_empty(meant)
    except (TOMLKitError, ValueError, TypeError, LookupError, AttributeError):
        is_meant, text = False, ""
    if not is_meant:
        return Failure(
            UnwritableFile(
                shown(credentials_file.path), f"[tracker.providers.{credentials_file.name}] cannot be rewritten"
            )
        )
    return Success(NewFile(credentials_file.path, text.encode(), _OWNER_ONLY))


def _without_empty(document: Mapping[str, object]) -> Mapping[str, object]:
    """Return *document* without its empty tables: in TOML, a table that only holds tables need not be written."""
    pruned = {name: _without_empty(value) if isinstance(value, dict) else value for name, value in document.items()}
    return {name: value for name, value in pruned.items() if value != {}}
