"""What a config records about its data leaving the machine."""

from collections.abc import Mapping

import pytest
from attrs import evolve
from returns.result import Success

from trackpost.core.project.binding import parse_binding
from trackpost.core.project.consent import EgressRefused

FILE = "config.yaml"
ABSENT = object()


def refused(value: str, key: str = "tracker.egress") -> tuple[str, str]:
    """Return the key and the value of a refusal."""
    return key, value


def off(value: str) -> tuple[str, str]:
    """Return the same of ``sync.enabled``."""
    return "sync.enabled", value


DECISIONS: Mapping[str, tuple[object, object, tuple[str, str] | None, tuple[str, str] | None]] = {
    # tracker.egress, sync, the refusal of a hosted tracker, the refusal of a local one
    "none": (ABSENT, ABSENT, None, None),
    "refused": ("refused", ABSENT, refused("`refused`"), refused("`refused`")),
    "refused, with sync": ("refused", {"enabled": True}, refused("`refused`"), refused("`refused`")),
    "permitted": ("permitted", ABSENT, None, None),
    "null": (None, ABSENT, refused("null"), refused("null")),
    "in capitals": ("Refused", ABSENT, refused("'Refused'"), refused("'Refused'")),
    "permitted with a blank": ("permitted ", ABSENT, refused("'permitted '"), refused("'permitted '")),
    "a list": (["permitted"], ABSENT, refused("of type list"), refused("of type list")),
    "a truth value": (True, ABSENT, refused("true"), refused("true")),
    "sync on": (ABSENT, {"enabled": True}, None, None),
    "sync off": (ABSENT, {"enabled": False}, off("false"), off("false")),
    "sync off, and permitted": ("permitted", {"enabled": False}, off("false"), None),
    "sync on, and permitted": ("permitted", {"enabled": True}, None, None),
    "sync without a decision": (ABSENT, {"server": "x"}, None, None),
    "an empty sync": (ABSENT, None, None, None),
    "sync as text": (ABSENT, {"enabled": "no"}, off("'no'"), off("'no'")),
    "sync as null": (ABSENT, {"enabled": None}, off("null"), off("null")),
    "sync as a number": (ABSENT, {"enabled": 1}, off("of type int"), off("of type int")),
    "sync that is no section": (ABSENT, True, refused("true", "sync"), refused("true", "sync")),
    "sync that is no section, and permitted": ("permitted", [], refused("of type list", "sync"), None),
}


@pytest.mark.parametrize(("egress", "sync", "hosted", "local"), DECISIONS.values(), ids=DECISIONS.keys())
def test_consent(egress: object, sync: object, hosted: tuple[str, str] | None, local: tuple[str, str] | None) -> None:
    """Exactly one word permits. A fault at the key refuses, and stops nobody from reading the rest of the config."""
    for provider, expected in (("jira", hosted), ("Notion", hosted), ("beads", local), (" FP ", local)):
        tracker = {"provider": provider, "workspace": "w"} | ({} if egress is ABSENT else {"egress": egress})
        plain = parse_binding(FILE, {"tracker": {"provider": provider, "workspace": "w"}}).unwrap()
        found = parse_binding(FILE, {"tracker": tracker} | ({} if sync is ABSENT else {"sync": sync})).unwrap()
        refusal = found.egress_refused
        assert (None if refusal is None else (refusal.key, refusal.value)) == expected
        assert Success(evolve(found, egress_refused=None)) == Success(plain)
        assert refusal is None or refusal.file == FILE


ADVICE: Mapping[str, tuple[EgressRefused, str]] = {
    "egress": (
        EgressRefused(FILE, "tracker.egress", "`refused`"),
        (
            "tracker.egress is `refused`, so `trackpost pull` and `trackpost publish` do nothing; to allow them, "
            "set it to `permitted`"
        ),
    ),
    "sync": (
        EgressRefused(FILE, "sync", "of type list"),
        (
            "sync is of type list, so `trackpost pull` and `trackpost publish` do nothing; to allow them, "
            "make it a mapping with `enabled: true`"
        ),
    ),
}


@pytest.mark.parametrize(("refusal", "words"), ADVICE.values(), ids=ADVICE.keys())
def test_the_advice(refusal: EgressRefused, words: str) -> None:
    """The message says what to change, and where."""
    assert refusal.message == f"{FILE}: {words}"
