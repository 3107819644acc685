"""Which board a snapshot landed on, and by which rule, as far as the server says so.

Contract: contracts/tracker-snapshot-publish.md, "How the server finds the mapping" and "Answers".
"""

from collections.abc import Mapping

WAITS = "none yet; the snapshot waits until a person maps it"
_RULES: Mapping[object, str] = {"resource": "found by its resource", "workspace": "found by its workspace"}


def board_in_words(answer: object) -> str | None:
    """Return the board that the JSON of an accepted publish names, and the rule that found it.

    Args:
        answer: the body of the answer; a server may say nothing of this, or say more.

    Returns:
        None if it does not say.

    >>> board_in_words({"resolved_by": "workspace", "mapping": "acme-board", "issues": 6})
    'acme-board, found by its workspace'
    """
    match answer:
        case {"mapping": str(name), **others}:
            rule = others.get("resolved_by")
            return f"{name}, {_RULES[rule]}" if isinstance(rule, str) and rule in _RULES else name
        case {"mapping": None, "resolved_by": None}:
            return WAITS
        case _:
            return None
