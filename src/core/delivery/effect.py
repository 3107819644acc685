"""The effect of a publish: whether it may have changed anything on the server.

Contract: contracts/tracker-snapshot-publish.md, "Answers".
"""

from typing import Literal, TypeAlias

Effect: TypeAlias = Literal["none", "unknown", "applied"]
"""``applied``: the server answered that it has the snapshot. ``none``: no attempt can have been accepted."""

_ASCENDING: tuple[Effect, ...] = ("none", "unknown", "applied")


def combined(earlier: Effect, later: Effect) -> Effect:
    """Return the effect of two attempts under one key: no attempt takes back what another one may have done.

    >>> combined("unknown", "none"), combined("unknown", "applied"), combined("none", "none")
    ('unknown', 'applied', 'none')
    """
    return max(earlier, later, key=_ASCENDING.index)


def effect_in_words(last: Effect, effect: Effect, *, was_sent: bool) -> str:
    """Return a phrase for the *effect* of all attempts.

    Args:
        last: the effect of the last attempt alone.
        effect: the effect of all attempts.
        was_sent: whether anything was sent.

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
