"""Errors know themselves: each says in one line what went wrong, and what category of problem it is."""

import re
from typing import TypeAlias, assert_never

from attrs import frozen


def kind_of(value: object) -> str:
    """Return the variant's name in snake_case.

    >>> kind_of(MissingCache("cache.db"))
    'missing_cache'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(value).__name__).lower()


@frozen
class NoProject:
    """No folder at or above *start* holds ``.kittify``."""

    start: str


@frozen
class NotAProject:
    """The folder that was named as the project holds no ``.kittify``."""

    root: str


@frozen
class UnreadableFile:
    """The file cannot be opened or read.

    Attributes:
        path: of the file.
        reason: the operating system's.
    """

    path: str
    reason: str


@frozen
class MalformedFile:
    """The file is not written in its language.

    Attributes:
        path: of the file.
        language: ``YAML`` or ``TOML``.
        reason: where and why; nothing of the content, which may be secret.
    """

    path: str
    language: str
    reason: str


@frozen
class UnwritableFile:
    """The file cannot be written; what it held before stands there still.

    Attributes:
        path: of the file.
        reason: the operating system's, or why what would be written is not what was meant.
    """

    path: str
    reason: str


@frozen
class NoRoom:
    """What is to be sent cannot be kept aside.

    Attributes:
        folder: for temporary files.
        reason: the operating system's.
    """

    folder: str
    reason: str


@frozen
class BusyFile:
    """Another program holds the lock of the file and did not end in time."""

    path: str


@frozen
class MissingCache:
    """There is no cache yet for this binding and these credentials."""

    path: str


@frozen
class UnreadableCache:
    """The cache is no database, lacks a table, or cannot be read."""

    path: str
    reason: str


@frozen
class InterruptedCache:
    """SQLite could read the cache only by writing to it or beside it, as after an interrupted writer."""

    path: str


@frozen
class BusyCache:
    """Another program is writing the cache and did not end in time."""

    path: str


@frozen
class CorruptRow:
    """One row of the cache is not what the contract can carry.

    Attributes:
        path: of the cache.
        table: of the row.
        identity: of the row, as its primary key spells it.
        reason: what was expected and what was found, with the path in the payload.
    """

    path: str
    table: str
    identity: str
    reason: str


FileFault: TypeAlias = UnreadableFile | MalformedFile
WriteFault: TypeAlias = UnwritableFile | BusyFile
ProjectFault: TypeAlias = NoProject | NotAProject
CacheFault: TypeAlias = MissingCache | UnreadableCache | InterruptedCache | BusyCache | CorruptRow


@frozen
class MissingExtra:
    """A command needs packages that only an extra of the distribution brings."""

    extra: str


@frozen
class ExposedCredentials:
    """Other people of the machine may read the credentials file.

    Attributes:
        path: of the file.
        mode: its permissions, in octal digits.
    """

    path: str
    mode: str


@frozen
class ForeignIssuesIncluded:
    """Issues of another project or workspace were let through, because that was allowed."""

    count: int


@frozen
class UnknownCredential:
    """A credential was stored under a key that neither the tracker nor the publish looks at.

    Attributes:
        provider: canonical name.
        key: as it was given.
        nearest: the known key that was probably meant, where one is near.
    """

    provider: str
    key: str
    nearest: str | None


@frozen
class UncachedIssue:
    """A work package was mapped to an issue that the cache does not hold.

    Attributes:
        external_id: as it was given.
    """

    external_id: str


@frozen
class LedgerLost:
    """The ledger cannot be written: the publish goes on as if from a machine that never published before.

    Attributes:
        path: of the ledger.
        reason: the operating system's.
    """

    path: str
    reason: str


@frozen
class LedgerSetAside:
    """The ledger was no database any more. It was renamed, and a new one begun.

    Attributes:
        path: where the old one is now.
    """

    path: str


Notice: TypeAlias = (
    ExposedCredentials | ForeignIssuesIncluded | UnknownCredential | UncachedIssue | LedgerLost | LedgerSetAside
)


def tell(notice: Notice) -> str:
    """Return the sentence for *notice*.

    >>> tell(ForeignIssuesIncluded(2))
    '2 of the issues belong to another project or workspace'
    """
    match notice:
        case ExposedCredentials(path, mode):
            return f"{path}: can be read by other people of this machine (mode {mode}); chmod 600 it, or bind again"
        case ForeignIssuesIncluded(count):
            return f"{count} of the issues belong to another project or workspace"
        case UnknownCredential(provider, key, nearest):
            meant = "" if nearest is None else f"; did you mean {nearest}?"
            return f"nothing looks at credential {key!r} of {provider}{meant}"
        case UncachedIssue(external_id):
            return f"the cache holds no issue with the id {external_id!r}; check it, or pull first"
        case LedgerLost(path, reason):
            return (
                f"{path}: cannot be written ({reason}); what was published is not remembered, so content that came "
                "back after an edit may be taken for a repetition, and a wiped cache is not noticed"
            )
        case LedgerSetAside(path):
            return f"what was published before was not readable, and is set aside as {path}"
        case unreachable:
            assert_never(unreachable)
