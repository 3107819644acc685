"""Errors that are values: each has a message (what happened, what to do) and a category, which sets the exit status."""

import re
from collections.abc import Callable
from enum import Enum, auto
from typing import ClassVar, Generic, Protocol, TypeAlias, TypeVar

from attrs import AttrsInstance, frozen


class Category(Enum):
    """The kind of a problem; it determines the exit status."""

    USAGE = auto()
    CONFIG = auto()
    DATA = auto()
    UNAVAILABLE = auto()
    TEMPORARY = auto()
    PROTOCOL = auto()
    NOT_ALLOWED = auto()
    NOT_WRITTEN = auto()
    INTERRUPTED = auto()


class Problem(AttrsInstance, Protocol):
    """What every error and every warning has. There are no defaults, so mypy rejects a class that lacks either."""

    @property
    def message(self) -> str:
        """One printable line: what happened, where, and what to do. Contains no secret."""

    @property
    def category(self) -> Category:
        """The kind of the problem."""


_Problem = TypeVar("_Problem")


class Sentence(Generic[_Problem]):
    """A read-only attribute: the text that a method returns, as one printable line."""

    def __init__(self, write: Callable[[_Problem], str]) -> None:
        self._write = write

    def __get__(self, problem: _Problem | None, owner: type[_Problem] | None = None) -> str:
        """Return the line.

        Raises:
            AttributeError: looked up on the class, which has no line.
        """
        if problem is None:
            raise AttributeError
        return one_line(self._write(problem))


def sentence(write: Callable[[_Problem], str]) -> Sentence[_Problem]:
    """Turn a method of a problem into a read-only attribute of one line, such as its ``message``."""
    return Sentence(write)


def one_line(text: str) -> str:
    r"""Return *text* with its unprintable characters escaped, since files and servers can contain any.

    >>> one_line("two\nlines")
    'two\\nlines'
    """
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)


def kind_of(value: object) -> str:
    """Return the name of the class of *value* in snake_case, which is the ``kind`` of an error in ``--json``.

    >>> kind_of(MissingCache("cache.db"))
    'missing_cache'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(value).__name__).lower()


@frozen
class NoProject:
    """Neither *start* nor a folder above it contains ``.kittify``.

    Attributes:
        start: where the search began.
        passed: the home folder, if the search skipped it, because its ``.kittify`` belongs to Spec Kitty itself.
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
    """The user has no home folder for the files of Spec Kitty, for example in a container with an arbitrary user ID.

    Attributes:
        named: the folder as given, with a tilde that cannot be expanded.
    """

    named: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"no home folder for {self.named}; set HOME, or SPEC_KITTY_HOME, to an absolute path"


@frozen
class NotAProject:
    """The folder given as the project does not contain ``.kittify``."""

    root: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"{self.root}: not a Spec Kitty project, because it has no .kittify folder"


@frozen
class UnreadableFile:
    """The file cannot be opened or read.

    Attributes:
        path: the file.
        reason: what the operating system says.
    """

    path: str
    reason: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"{self.path}: cannot read the file ({self.reason})"


@frozen
class MalformedFile:
    """The file has a syntax error.

    Attributes:
        path: the file.
        language: ``YAML`` or ``TOML``.
        reason: where and why; never the content, which may be secret.
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
    """The file cannot be written; it and the files that were to be written with it are unchanged.

    Attributes:
        path: the file.
        reason: what the operating system says, or why the edit would not have the intended result.
    """

    path: str
    reason: str
    category: ClassVar = Category.NOT_WRITTEN

    @sentence
    def message(self) -> str:
        return f"{self.path}: cannot write the file ({self.reason}); nothing was changed"


@frozen
class HalfWritten:
    """A file cannot be written, and some of the files that were written with it cannot be restored.

    Attributes:
        path: the file that cannot be written.
        reason: what the operating system says.
        changed: the files that are not restored; their old content is next to them.
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
    """The file system of a folder has no file locks, so two commands can run at the same time.

    Attributes:
        folder: the folder with the files that are used without a lock.
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
    """The snapshot cannot be stored until it is sent.

    Attributes:
        folder: the folder for temporary files.
        reason: what the operating system says.
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
    """Another program holds the lock on the file and did not release it in time."""

    path: str
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        return f"{self.path}: another program is writing this file; try again when it has finished"


@frozen
class MissingCache:
    """There is no cache for this binding and these credentials yet."""

    path: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"{self.path}: no issues are cached for this binding and these credentials; run `trackpost pull` first"


@frozen
class UnreadableCache:
    """The cache is not a database, lacks a table, or cannot be read."""

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
    """SQLite has to write in order to read the cache, for example to recover from an interrupted writer."""

    path: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"{self.path}: needs crash recovery; open it once with write access"


@frozen
class BusyCache:
    """Another program is writing the cache and did not finish in time."""

    path: str
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        return f"{self.path}: another program is writing the cache; try again when it has finished"


@frozen
class CorruptRow:
    """A row of the cache does not fit the contract, or cannot be compared with the tracker.

    Attributes:
        path: the cache.
        table: the table of the row.
        identity: the primary key of the row.
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
    """A command needs packages that only an extra of the distribution installs."""

    extra: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"this command needs more packages: pip install 'trackpost[{self.extra}]'"


@frozen
class UnusableEnvironment:
    """A proxy or a certificate file that the environment names cannot be used.

    Attributes:
        variable: the environment variable.
        reason: what is wrong, with the path of a file, but without the value of a proxy, which may have a password.
    """

    variable: str
    reason: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"cannot use {self.variable} from the environment: {self.reason}; correct it, or unset it"
