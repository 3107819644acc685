"""Errors know themselves: each has a message, what happened and what to do, and the category of its exit status."""

import re
from collections.abc import Callable
from enum import Enum, auto
from typing import ClassVar, Generic, Protocol, TypeAlias, TypeVar

from attrs import AttrsInstance, frozen


class Category(Enum):
    """What kind of problem it is, from which the exit status follows."""

    USAGE = auto()
    CONFIG = auto()
    DATA = auto()
    UNAVAILABLE = auto()
    TEMPORARY = auto()
    PROTOCOL = auto()
    NOT_ALLOWED = auto()
    NOT_WRITTEN = auto()


class Problem(AttrsInstance, Protocol):
    """What every error and every warning says about itself. There are no defaults, so mypy finds one that is silent."""

    @property
    def message(self) -> str:
        """One printable line: what, where, what to do; no secret."""

    @property
    def category(self) -> Category:
        """What kind of problem it is."""


_Problem = TypeVar("_Problem")


class Sentence(Generic[_Problem]):
    """A read-only attribute: the text that a method writes, as one printable line."""

    def __init__(self, write: Callable[[_Problem], str]) -> None:
        self._write = write

    def __get__(self, problem: _Problem | None, owner: type[_Problem] | None = None) -> str:
        """Return the line; the class itself has none."""
        if problem is None:
            raise AttributeError
        return one_line(self._write(problem))


def sentence(write: Callable[[_Problem], str]) -> Sentence[_Problem]:
    """Turn the method of a problem into its ``message``."""
    return Sentence(write)


def one_line(text: str) -> str:
    r"""Return *text* with every character escaped that is not printable, whatever a file or a server put there.

    >>> one_line("two\nlines")
    'two\\nlines'
    """
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)


def kind_of(value: object) -> str:
    """Return the variant's name in snake_case.

    >>> kind_of(MissingCache("cache.db"))
    'missing_cache'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(value).__name__).lower()


@frozen
class NoProject:
    """No folder at or above *start* holds ``.kittify``.

    Attributes:
        start: where the search began.
        passed: the home folder, where it was passed over: its ``.kittify`` is Spec Kitty's own.
    """

    start: str
    passed: str | None = None
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        apart = "" if self.passed is None else f" apart from Spec Kitty's own in {self.passed}"
        return (
            f"{self.start}: no .kittify folder here or in any folder above{apart}; "
            "change to a Spec Kitty project, or name one with --root"
        )


@frozen
class NoHome:
    """The files of Spec Kitty are in a home folder that does not exist, as in a container with a user ID of its own.

    Attributes:
        named: the folder, with the tilde that stands for nothing.
    """

    named: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"no home folder for {self.named}; set HOME, or SPEC_KITTY_HOME, to an absolute path"


@frozen
class NotAProject:
    """The folder that was named as the project holds no ``.kittify``."""

    root: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"{self.root}: not a Spec Kitty project, because it has no .kittify folder"


@frozen
class UnreadableFile:
    """The file cannot be opened or read.

    Attributes:
        path: of the file.
        reason: the operating system's.
    """

    path: str
    reason: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"{self.path}: cannot read the file ({self.reason})"


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
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"{self.path}: not valid {self.language} ({self.reason}); correct the file"


@frozen
class UnwritableFile:
    """The file cannot be written; it and all files that were to be written with it are as they were.

    Attributes:
        path: of the file.
        reason: the operating system's, or why what would be written is not what was meant.
    """

    path: str
    reason: str
    category: ClassVar = Category.NOT_WRITTEN

    @sentence
    def message(self) -> str:
        return f"{self.path}: cannot write the file ({self.reason}); nothing was changed"


@frozen
class HalfWritten:
    """A file cannot be written, and of those that were to be written with it some could not be put back either.

    Attributes:
        path: of the file that cannot be written.
        reason: the operating system's.
        changed: the files that are not as they were; their old content is beside them.
    """

    path: str
    reason: str
    changed: tuple[str, ...]
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return (
            f"{self.path}: cannot write the file ({self.reason}), and cannot put back {', '.join(self.changed)}; "
            "the old content is beside it, in a file that ends in .trackpost-old"
        )


@frozen
class NoFileLocks:
    """The file system of a folder has no file locks, so nothing keeps two commands apart.

    Attributes:
        folder: whose files are used without a lock.
    """

    folder: str
    category: ClassVar = Category.NOT_WRITTEN

    @sentence
    def message(self) -> str:
        return (
            f"{self.folder}: this file system has no file locks, so two commands at the same time can undo each "
            "other's work; run one at a time"
        )


@frozen
class NoRoom:
    """What is to be sent cannot be kept aside.

    Attributes:
        folder: for temporary files.
        reason: the operating system's.
    """

    folder: str
    reason: str
    category: ClassVar = Category.NOT_WRITTEN

    @sentence
    def message(self) -> str:
        return (
            f"{self.folder}: cannot hold the snapshot until it is sent ({self.reason}); free some space, or set TMPDIR"
        )


@frozen
class BusyFile:
    """Another program holds the lock of the file and did not end in time."""

    path: str
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        return f"{self.path}: another program is writing this file; try again when it has finished"


@frozen
class MissingCache:
    """There is no cache yet for this binding and these credentials."""

    path: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"{self.path}: no issues are cached for this binding and these credentials; run `trackpost pull` first"


@frozen
class UnreadableCache:
    """The cache is no database, lacks a table, or cannot be read."""

    path: str
    reason: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return (
            f"{self.path}: not a readable issue cache ({self.reason}); make it readable, or move it away and pull again"
        )


@frozen
class InterruptedCache:
    """SQLite could read the cache only by writing to it or beside it, as after an interrupted writer."""

    path: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"{self.path}: needs crash recovery; open it once with write access"


@frozen
class BusyCache:
    """Another program is writing the cache and did not end in time."""

    path: str
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        return f"{self.path}: another program is writing the cache; try again when it has finished"


@frozen
class CorruptRow:
    """One row of the cache is not what the contract can carry, or not what can be compared with the tracker.

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
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return (
            f"{self.path}: row {self.identity!r} of {self.table} cannot be used ({self.reason}); "
            "correct it, or delete it and pull again"
        )


FileFault: TypeAlias = UnreadableFile | MalformedFile
WriteFault: TypeAlias = UnwritableFile | BusyFile
ProjectFault: TypeAlias = NoProject | NotAProject | NoHome
CacheFault: TypeAlias = MissingCache | UnreadableCache | InterruptedCache | BusyCache | CorruptRow


@frozen
class MissingExtra:
    """A command needs packages that only an extra of the distribution brings."""

    extra: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"this command needs more packages: pip install 'trackpost[{self.extra}]'"
