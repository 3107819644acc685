"""The board that a server names in its answer."""

from collections.abc import Mapping

import pytest

from trackpost.core.delivery.landing import WAITS, board_in_words

CASES: Mapping[str, tuple[object, str | None]] = {
    "by the resource": ({"resolved_by": "resource", "mapping": "acme"}, "acme, found by its resource"),
    "by the workspace": ({"resolved_by": "workspace", "mapping": "acme"}, "acme, found by its workspace"),
    "by a rule of later": ({"resolved_by": "label", "mapping": "acme"}, "acme"),
    "by a rule of another form": ({"resolved_by": ["resource"], "mapping": "acme"}, "acme"),
    "by nobody knows what": ({"mapping": "acme"}, "acme"),
    "a person is waited for": ({"resolved_by": None, "mapping": None}, WAITS),
    "nothing is said": ({"issues": 6}, None),
    "no mapping is named": ({"resolved_by": "resource"}, None),
    "another form": ({"resolved_by": "resource", "mapping": {"name": "acme"}}, None),
    "no object": (["acme"], None),
    "no body": (None, None),
}


@pytest.mark.parametrize(("answer", "expected"), CASES.values(), ids=CASES.keys())
def test_board_in_words(answer: object, expected: str | None) -> None:
    """What the server says is told, and nothing is guessed."""
    assert board_in_words(answer) == expected
