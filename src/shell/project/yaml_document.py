"""Parses YAML within bounds: what a few bytes can unfold to is known before it is unfolded."""

from pathlib import Path

from msgspec import Struct
from returns.result import Failure, Result, Success
from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.constructor import DuplicateKeyError, SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode
from typing_extensions import override

from ...core.project.faults import MalformedFile
from ..files.reading import printable

MOST_BYTES = 1024 * 1024
_MOST_NODES = 10_000
_DEEPEST = 64
_LONGEST_NUMBER = 4_000

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
"""What ruamel.yaml raises for tags and directives that do not fit their values, besides its own errors."""


class _Extent(Struct, frozen=True):
    """How large a node is with everything that its aliases stand for."""

    nodes: int
    depth: int


class _BoundedComposer(Composer):
    """Composes at most so many nodes, and refuses aliases that unfold to more, or to themselves.

    Merge keys and comparisons take as long as the unfolded document is large, so nothing else needs a bound.
    """

    def __init__(self, loader: object = None) -> None:
        super().__init__(loader=loader)
        self.warn_double_anchors = False  # the warning would quote the line
        self._extents: dict[int, _Extent] = {}
        self._composed = 0

    @override
    def compose_node(self, parent: Node | None, index: object) -> Node:
        event = self.parser.peek_event()
        is_alias = self.parser.check_event(AliasEvent)
        self._composed += 1
        self._refuse_if(self._composed > _MOST_NODES, f"more than {_MOST_NODES} values", event.start_mark)
        self._refuse_if(self.depth >= _DEEPEST, f"nested deeper than {_DEEPEST} levels", event.start_mark)
        node: Node = super().compose_node(parent, index)
        if is_alias:
            self._refuse_if(id(node) not in self._extents, "an anchor that contains itself", event.start_mark)
        else:
            self._extents[id(node)] = self._measured(node)
        return node

    def _measured(self, node: Node) -> _Extent:
        parts = [self._extents[id(part)] for part in _parts(node)]
        extent = _Extent(1 + sum(part.nodes for part in parts), 1 + max((part.depth for part in parts), default=0))
        self._refuse_if(
            extent.nodes > _MOST_NODES, f"aliases unfold to more than {_MOST_NODES} values", node.start_mark
        )
        self._refuse_if(extent.depth > _DEEPEST, f"aliases nest deeper than {_DEEPEST} levels", node.start_mark)
        is_long = isinstance(node, ScalarNode) and len(node.value) > _LONGEST_NUMBER
        self._refuse_if(
            is_long and _is_number(node), f"a number of more than {_LONGEST_NUMBER} digits", node.start_mark
        )
        return extent

    @staticmethod
    def _refuse_if(is_refused: bool, problem: str, mark: StringMark) -> None:  # noqa: FBT001 - reads as a sentence
        if is_refused:
            raise MarkedYAMLError(problem=problem, problem_mark=mark)


def _parts(node: Node) -> list[Node]:
    if isinstance(node, MappingNode):
        return [part for pair in node.value for part in pair]
    return [] if isinstance(node, ScalarNode) else list(node.value)


def _is_number(node: Node) -> bool:
    return str(node.tag).endswith((":int", ":float"))


class _Constructor(SafeConstructor):
    """Other tools may tag their sections: what has a tag that is unknown here is read as null."""


_Constructor.add_constructor(None, lambda _constructor, _node: None)


def composed(text: str) -> Node | None:
    """Return the root of a document, with the place of each value in *text*; None where there is nothing.

    Raises:
        YAMLError: as `parse_yaml` says it; that has read the same text without one.
    """
    node: Node | None = _yaml().compose(text)
    return node


def parse_yaml(path: Path, text: str) -> Result[object, MalformedFile]:
    """Return the value of a YAML document, or where and why it has none.

    Args:
        path: of the file, for errors.
        text: without a byte order mark.
    """
    try:
        raw: object = _yaml().load(text)
    except DuplicateKeyError as error:  # its own words would quote the values
        return Failure(MalformedFile(printable(path), "YAML", f"{_line(error)}this key is there twice"))
    except MarkedYAMLError as error:
        return Failure(MalformedFile(printable(path), "YAML", f"{_line(error)}{error.problem}"))
    except _UNREADABLE as error:
        return Failure(MalformedFile(printable(path), "YAML", type(error).__name__))
    return Success(raw)


def _yaml() -> YAML:
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _BoundedComposer
    yaml.Constructor = _Constructor
    return yaml


def _line(error: MarkedYAMLError) -> str:
    return "" if error.problem_mark is None else f"line {error.problem_mark.line + 1}: "
