"""Reads ``.kittify/config.yaml``, and writes its tracker section. Facts of the file: docs/reference/files.md."""

from collections.abc import Callable, Mapping
from pathlib import Path
from warnings import catch_warnings, simplefilter

from attrs import frozen
from returns.result import Failure, Result, Success
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError, SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from ...core.errors import FileFault, MalformedFile, NoProject, NotAProject, UnwritableFile
from ...core.parsing.untyped import TOP_LEVEL, WrongShape, as_mapping
from ...core.project.binding import Binding, BindingError, NotBound, parse_binding
from ..files.atomic import NewFile
from ..files.reading import is_absent, is_folder, read_text, shown
from .config_edit import redumped, section_of, with_section

_FOLDER = ".kittify"
_SECTION = "tracker"
_MERGED = "doctrine"
"""The member in which others may stand beside ours."""


def find_project(start: Path) -> Result[Path, NoProject]:
    """Return the nearest folder at or above *start* that holds ``.kittify/``."""
    for folder in (start, *start.parents):
        if is_folder(folder / _FOLDER):
            return Success(folder)
    return Failure(NoProject(shown(start)))


def config_path(root: Path) -> Path:
    """Return where the config of the project in *root* is, or would be."""
    return root / _FOLDER / "config.yaml"


def read_binding(root: Path) -> Result[Binding, NotAProject | FileFault | BindingError]:
    """Return what the project in *root* says of its tracker, or the first thing that is wrong with its config."""
    if not is_folder(root / _FOLDER):
        return Failure(NotAProject(shown(root)))
    path = config_path(root)
    if is_absent(path):
        return Failure(NotBound(shown(path), _SECTION))
    return Result.do(
        binding
        for text in read_text(path)
        for raw in _parse_yaml(path, text)
        for binding in parse_binding(shown(path), raw)
    )


@frozen
class Config:
    """A config that can be rewritten.

    Attributes:
        path: of the file, which need not exist.
        text: the whole of it.
        members: what a reader makes of it.
    """

    path: Path
    text: str
    members: Mapping[str, object]

    def bound(self, binding: Binding) -> Result[NewFile, UnwritableFile]:
        """Return the file with *binding* in place of what it says of the tracker."""
        return self._rewritten(section_of(binding))

    def unbound(self) -> Result[NewFile, UnwritableFile]:
        """Return the file without the tracker section."""
        return self._rewritten(None)

    def _rewritten(self, section: Mapping[str, object] | None) -> Result[NewFile, UnwritableFile]:
        for rewrite in (with_section, redumped):
            match _attempt(rewrite, self.text, section):
                case str(text) if self._is_meant(text, section):
                    return Success(NewFile(self.path, text.encode()))
                case _:
                    pass
        return Failure(UnwritableFile(shown(self.path), "its tracker section cannot be rewritten; do it by hand"))

    def _is_meant(self, text: str, section: Mapping[str, object] | None) -> bool:
        """Say whether *text* reads back as the section that was meant, and all else as it stood before."""
        read_back = Result.do(
            members for raw in _parse_yaml(self.path, text) for members in as_mapping("", TOP_LEVEL, raw)
        )
        members = read_back.value_or({_SECTION: "cannot be read"})
        if not _are_equal({**members, _SECTION: None}, {**self.members, _SECTION: None}):
            return False
        written = members.get(_SECTION)
        if section is None or not isinstance(written, dict):
            return section is None and _SECTION not in members
        return all(written.get(name) == value for name, value in section.items() if name != _MERGED)


def read_config(root: Path) -> Result[Config, FileFault | WrongShape]:
    """Return the config of the project in *root* as it can be rewritten; where there is none, an empty one."""
    path = config_path(root)
    return Result.do(
        Config(path, text, members)
        for text in (Success("") if is_absent(path) else read_text(path))
        for raw in _parse_yaml(path, text)
        for members in as_mapping(shown(path), TOP_LEVEL, raw)
    )


def _are_equal(one: object, other: object) -> bool:
    try:
        return one == other
    except RecursionError:  # an anchor that holds itself
        return False


_UNREADABLE = (
    YAMLError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What ruamel.yaml raises of tags and directives that do not fit their values, beside errors of its own."""


def _attempt(
    rewrite: Callable[[str, Mapping[str, object] | None], str], text: str, section: Mapping[str, object] | None
) -> str | None:
    try:
        return rewrite(text, section)
    except _UNREADABLE:
        return None


class _Constructor(SafeConstructor):
    """Other tools may tag their sections: what a tag unknown here marks is read as null."""


_Constructor.add_constructor(None, lambda _constructor, _node: None)


def _parse_yaml(path: Path, text: str) -> Result[object, MalformedFile]:
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Constructor
    try:
        with catch_warnings():  # of anchors that are used again, which quote the line
            simplefilter("ignore")
            raw: object = yaml.load(text)
    except DuplicateKeyError as error:  # its own words would quote the values
        return Failure(MalformedFile(shown(path), "YAML", f"{_line(error)}a key stands there twice"))
    except MarkedYAMLError as error:
        return Failure(MalformedFile(shown(path), "YAML", f"{_line(error)}{error.problem}"))
    except _UNREADABLE as error:
        return Failure(MalformedFile(shown(path), "YAML", type(error).__name__))
    return Success(raw)


def _line(error: MarkedYAMLError) -> str:
    return "" if error.problem_mark is None else f"line {error.problem_mark.line + 1}: "
