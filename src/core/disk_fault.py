"""What can be wrong with the files that a publish reads."""

from typing import TypeAlias

from attrs import frozen


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
