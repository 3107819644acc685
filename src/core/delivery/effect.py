"""Whether a snapshot may have changed anything at the server, as far as is known.

Contract: contracts/tracker-snapshot-publish.md, "Answers".
"""

from typing import Literal, TypeAlias

Effect: TypeAlias = Literal["none", "unknown", "applied"]
"""``applied``: the server answered that it has the snapshot. ``none``: no attempt can have been taken."""

_MORE_AND_MORE: tuple[Effect, ...] = ("none", "unknown", "applied")


def both(earlier: Effect, later: Effect) -> Effect:
    """Return what is known after two attempts under one key: what one of them may have done, no other takes back.

    >>> both("unknown", "none"), both("unknown", "applied"), both("none", "none")
    ('unknown', 'applied', 'none')
    """
    return max(earlier, later, key=_MORE_AND_MORE.index)


def effect_in_words(last: Effect, effect: Effect, *, was_sent: bool) -> str:
    """Return a phrase for the *effect* of all attempts, of which the *last* one had an effect of its own.

    >>> effect_in_words("none", "unknown", was_sent=True)
    'an earlier attempt may have arrived, so it is safe to repeat'
    """
    match effect:
        case "none":
            return "nothing changed there" if was_sent else "nothing was sent"
        case "unknown" if last == "unknown":
            return "whether it arrived is unknown, and it is safe to repeat"
        case "unknown":
            return "an earlier attempt may have arrived, so it is safe to repeat"
        case "applied":
            return "an earlier attempt arrived"
