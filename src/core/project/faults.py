"""What can be wrong with the files of a project, and with the machine that they are on."""

from typing import ClassVar, TypeAlias

from msgspec import Struct

from ..errors import Category, sentence


class NoProject(Struct, frozen=True):
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


class NoHome(Struct, frozen=True):
    """The user has no home folder for the files of Spec Kitty, for example in a container with an arbitrary user ID.

    Attributes:
        named: the folder as given, with a tilde that cannot be expanded.
    """

    named: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"no home folder for {self.named}; set HOME, or SPEC_KITTY_HOME, to an absolute path"


class NotAProject(Struct, frozen=True):
    """The folder given as the project does not contain ``.kittify``."""

    root: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"{self.root}: not a Spec Kitty project, because it has no .kittify folder"


class UnreadableFile(Struct, frozen=True):
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


class MalformedFile(Struct, frozen=True):
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


class UnwritableFile(Struct, frozen=True):
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


class HalfWritten(Struct, frozen=True):
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
            f"{self.path}: cannot write the file ({self.reason}), and cannot restore {', '.join(self.changed)}; "
            "the old content is next to it, in a file ending in .trackpost-old"
        )


class NoFileLocks(Struct, frozen=True):
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


class NoRoom(Struct, frozen=True):
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


class BusyFile(Struct, frozen=True):
    """Another program holds the lock on the file and did not release it in time."""

    path: str
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        return f"{self.path}: another program is writing this file; try again when it has finished"


class MissingExtra(Struct, frozen=True):
    """A command needs packages that only an extra of the distribution installs.

    Attributes:
        extra: its name.
        command: what adds its packages to this installation; empty if that is not known.
    """

    extra: str
    command: str = ""
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        advice = f"add them with: {self.command}" if self.command else "install trackpost again, with that extra"
        return f"this command needs the packages of the extra {self.extra}; {advice}"


class UnusableEnvironment(Struct, frozen=True):
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


FileFault: TypeAlias = UnreadableFile | MalformedFile
WriteFault: TypeAlias = UnwritableFile | BusyFile
ProjectFault: TypeAlias = NoProject | NotAProject | NoHome
