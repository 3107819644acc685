"""Reads ``.kittify/config.yaml``. Facts of the file: docs/reference/files.md."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from attrs import field, frozen
from returns.result import Failure, Result, Success

from ...core.parsing.untyped import TOP_LEVEL, WrongShape, as_mapping
from ...core.project.binding import Binding, BindingError, NotBound, parse_binding
from ...core.project.faults import FileFault, NoProject, NotAProject, UnreadableFile
from ..files.reading import is_absent, is_device, is_folder, printable, read_small_text, target_of, without_mark
from .remembered import parse_remembered
from .yaml_document import MOST_BYTES, parse_yaml

_FOLDER = ".kittify"


def find_project(start: Path, home: Path | None = None) -> Result[Path, NoProject]:
    """Return the nearest folder at or above *start* that holds ``.kittify/``.

    Args:
        start: an absolute path.
        home: the home folder of the person, whose ``.kittify/`` is Spec Kitty's own state: no project, unless a person
            names it as one.
    """
    passed = None
    for folder in (start, *start.parents):
        if is_folder(folder / _FOLDER):
            if not is_home(folder, home):
                return Success(folder)
            passed = printable(folder)
    return Failure(NoProject(printable(start), passed))


def is_home(folder: Path, home: Path | None) -> bool:
    """Say whether *folder* is the home folder, by whichever path it is named."""
    return home is not None and target_of(folder) == target_of(home)


def config_path(root: Path) -> Path:
    """Return where the config of the project in *root* is, or would be."""
    return root / _FOLDER / "config.yaml"


def read_binding(root: Path, memos: Path | None = None) -> Result[Binding, NotAProject | FileFault | BindingError]:
    """Return what the project in *root* says about its tracker, or the first thing that is wrong with its config.

    Args:
        root: the folder that holds ``.kittify/``.
        memos: the folder in which it is remembered what the YAML says; None if it is not worth that.
    """
    if not is_folder(root / _FOLDER):
        return Failure(NotAProject(printable(root)))
    path = config_path(root)
    if is_absent(path):
        return Failure(NotBound(printable(path), "tracker"))
    return Result.do(binding for _, raw in _read(path, memos) for binding in parse_binding(printable(path), raw))


@frozen
class Config:
    """A config that can be rewritten.

    Attributes:
        path: of the file, which need not exist.
        text: the whole of it, with its byte order mark; not printed.
        members: what a reader makes of it, whatever the types of its keys are.
    """

    path: Path
    text: str = field(repr=False)
    members: Mapping[str, object] = field(repr=False)

    @property
    def tracker(self) -> Mapping[str, object]:
        """The tracker section; empty where there is none, or something else in its place."""
        section = self.members.get("tracker")
        return section if isinstance(section, dict) else {}


def read_config(root: Path) -> Result[Config, FileFault | WrongShape]:
    """Return the config of the project in *root* as it can be rewritten; where there is none, an empty one."""
    path = config_path(root)
    return Result.do(
        Config(path, text, raw if isinstance(raw, dict) else {})
        for text, raw in (Success(("", None)) if is_absent(path) else _read(path))
        for _ in as_mapping(printable(path), TOP_LEVEL, raw)
    )


def _read(path: Path, memos: Path | None = None) -> Result[tuple[str, object], FileFault]:
    """Return the text of the config and its value. It may come with a clone, and so be anything but a file too."""
    parse = parse_yaml if memos is None else partial(parse_remembered, memos)
    return Result.do(
        (text, raw)
        for _ in _regular(path)
        for text in read_small_text(path, MOST_BYTES)
        for raw in parse(path, without_mark(text)[1])
    )


def _regular(path: Path) -> Result[None, UnreadableFile]:
    return Failure(UnreadableFile(printable(path), "not a regular file")) if is_device(path) else Success(None)
