"""Rewrites the credentials of one provider, and leaves every other line as it is."""

import tomllib
from collections.abc import Callable, Mapping

from returns.result import Failure, Result, Success

from ...core.parsing.untyped import is_same
from ...core.project.faults import UnwritableFile
from ..files.atomic import NewFile
from ..files.reading import printable, without_mark
from .credentials_file import CredentialsFile
from .toml_edit import Table, with_entries, without_table

_OWNER_ONLY = 0o600
_Change = Callable[[dict[str, object]], object]


def with_credentials(credentials_file: CredentialsFile, entries: Mapping[str, str]) -> Result[NewFile, UnwritableFile]:
    """Return the file with *entries* in the provider's table, beside what is there."""

    def put(providers: dict[str, object]) -> None:
        table = providers.setdefault(credentials_file.name, {})
        if isinstance(table, dict):
            table.update(entries)

    return _rewritten(credentials_file, put, lambda text, table: with_entries(text, table, entries))


def without_credentials(credentials_file: CredentialsFile) -> Result[NewFile, UnwritableFile]:
    """Return the file without the provider's table."""
    return _rewritten(credentials_file, lambda providers: providers.pop(credentials_file.name, None), without_table)


def _rewritten(
    credentials_file: CredentialsFile, change: _Change, edit: Callable[[str, Table], str]
) -> Result[NewFile, UnwritableFile]:
    """Return the file with *change* made to ``[tracker.providers]``.

    *edit* makes it where the provider has a table of its own, and tomlkit where it has dotted keys or an inline table.
    """
    mark, text = without_mark(credentials_file.text)
    meant = tomllib.loads(text)
    change(meant.setdefault("tracker", {}).setdefault("providers", {}))
    for new in (edit(text, ("tracker", "providers", credentials_file.name)), _by_tomlkit(text, change)):
        if is_same(_read(new), _without_empty(meant)):
            return Success(NewFile(credentials_file.path, f"{mark}{new}".encode(), _OWNER_ONLY))
    reason = f"[tracker.providers.{credentials_file.name}] cannot be rewritten"
    return Failure(UnwritableFile(printable(credentials_file.path), reason))


def _by_tomlkit(text: str, change: _Change) -> str:
    import tomlkit  # noqa: PLC0415 - few files need it
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415 - likewise

    try:
        document = tomlkit.parse(text)
        tracker = document.setdefault("tracker", tomlkit.table(is_super_table=True))
        change(tracker.setdefault("providers", tomlkit.table(is_super_table=True)))
        new = tomlkit.dumps(document)
    except (TOMLKitError, ValueError, TypeError, LookupError, AttributeError):
        return text
    return new.replace("\r\n", "\n").replace("\n", "\r\n") if "\r\n" in text else new


def _read(text: str) -> Mapping[str, object] | None:
    try:
        return _without_empty(tomllib.loads(text))
    except ValueError:
        return None


def _without_empty(document: Mapping[str, object]) -> Mapping[str, object]:
    """Return *document* without its empty tables: in TOML, a table that only holds tables need not be written."""
    pruned = {name: _without_empty(value) if isinstance(value, dict) else value for name, value in document.items()}
    return {name: value for name, value in pruned.items() if value != {}}
