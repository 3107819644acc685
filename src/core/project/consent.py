"""What a project records about its data leaving the machine: ``tracker.egress`` and ``sync.enabled``."""

from collections.abc import Mapping
from typing import ClassVar, Literal, TypeAlias

from attrs import frozen

from ..errors import Category, sentence
from ..parsing.text import shortened

Egress: TypeAlias = Literal["refused", "permitted"]


@frozen
class UnclearConsent:
    """A decision is recorded in a way that nobody can be sure of. It has to count as a refusal.

    Attributes:
        source: the file.
        member: the dotted path of the decision.
        expected: what belongs there.
        found: the text or the type that is there.
    """

    source: str
    member: str
    expected: str
    found: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"{self.source}: {self.member} must be {self.expected}, not {self.found}"


@frozen(kw_only=True)
class Consent:
    """What the project decided; None where it recorded no decision.

    Attributes:
        egress: ``tracker.egress``, which holds exactly one of two words.
        sync_enabled: ``sync.enabled``.
    """

    egress: Egress | UnclearConsent | None = None
    sync_enabled: bool | UnclearConsent | None = None


UNDECIDED = Consent()


def parse_consent(source: str, config: Mapping[str, object], tracker: Mapping[str, object]) -> Consent:
    """Return what a config records.

    What cannot be understood is part of the value, and no error: a project can be looked at whatever it decided.

    Args:
        source: the file's name.
        config: all its sections.
        tracker: its tracker section.

    >>> parse_consent("config.yaml", {"sync": {"enabled": False}}, {"egress": "permitted"})
    Consent(egress='permitted', sync_enabled=False)
    """
    return Consent(
        egress=_egress(source, tracker["egress"]) if "egress" in tracker else None,
        sync_enabled=_sync_enabled(source, config.get("sync")),
    )


def _egress(source: str, raw: object) -> Egress | UnclearConsent:
    match raw:
        case "refused" | "permitted":
            return raw
        case _:
            return UnclearConsent(source, "tracker.egress", "refused or permitted", _in_words(raw))


def _sync_enabled(source: str, section: object) -> bool | UnclearConsent | None:
    match section:
        case None:
            return None
        case dict():
            return _switch(source, section["enabled"]) if "enabled" in section else None
        case other:
            return UnclearConsent(source, "sync", "a mapping", _in_words(other))


def _switch(source: str, raw: object) -> bool | UnclearConsent:
    return raw if isinstance(raw, bool) else UnclearConsent(source, "sync.enabled", "true or false", _in_words(raw))


def _in_words(raw: object) -> str:
    match raw:
        case None:
            return "null"
        case str():
            return shortened(repr(raw))
        case _:
            return type(raw).__name__
