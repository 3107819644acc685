"""Whether a project's data may leave the machine: ``tracker.egress`` and ``sync.enabled`` of its config."""

from collections.abc import Mapping
from typing import ClassVar, Literal, TypeAlias

from msgspec import Struct

from ..errors import Category, sentence
from ..parsing.text import shortened

_Key: TypeAlias = Literal["tracker.egress", "sync.enabled", "sync"]

_TO_ALLOW: Mapping[_Key, str] = {
    "tracker.egress": "set it to `permitted`",
    "sync.enabled": "set it to `true`",
    "sync": "make it a mapping with `enabled: true`",
}


class EgressRefused(Struct, frozen=True):
    """The project records that its data must not leave the machine. A decision that is unclear counts as a refusal.

    Attributes:
        file: the config.
        key: the dotted path of the decision.
        value: what the file says there, or its type.
    """

    file: str
    key: _Key
    value: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return (
            f"{self.file}: {self.key} is {self.value}, so `trackpost pull` and `trackpost publish` do nothing; "
            f"to allow them, {_TO_ALLOW[self.key]}"
        )


def parse_refusal(
    source: str, config: Mapping[str, object], tracker: Mapping[str, object], *, is_local: bool
) -> EgressRefused | None:
    """Return the refusal that a config records; None if it permits, or records nothing.

    Args:
        source: the file's name.
        config: all its sections.
        tracker: its tracker section.
        is_local: the tracker is on this machine. Then a recorded permission outweighs ``sync.enabled``, as it does for
            Spec Kitty.

    >>> off = {"sync": {"enabled": False}}
    >>> parse_refusal("c.yaml", off, {"egress": "permitted"}, is_local=False)
    EgressRefused(file='c.yaml', key='sync.enabled', value='false')
    >>> parse_refusal("c.yaml", off, {"egress": "permitted"}, is_local=True)
    """
    egress = tracker.get("egress")
    if "egress" in tracker and egress != "permitted":
        return EgressRefused(source, "tracker.egress", _in_words(egress))
    if egress == "permitted" and is_local:
        return None
    return _refused_by_sync(source, config.get("sync"))


def _refused_by_sync(source: str, section: object) -> EgressRefused | None:
    match section:
        case None:
            return None
        case dict():
            enabled = section.get("enabled", True)
            return None if enabled is True else EgressRefused(source, "sync.enabled", _in_words(enabled))
        case other:
            return EgressRefused(source, "sync", _in_words(other))


def _in_words(raw: object) -> str:
    match raw:
        case None:
            return "null"
        case bool():
            return str(raw).lower()
        case "refused":
            return "`refused`"
        case str():
            return shortened(repr(raw))
        case _:
            return f"of type {type(raw).__name__}"
