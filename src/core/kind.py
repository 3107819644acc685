"""The names of variants, as programs read them."""

import re


def kind_of(value: object) -> str:
    """Return the variant's name in snake_case.

    >>> from .verdict import EffectUnknown
    >>> kind_of(EffectUnknown("connection reset"))
    'effect_unknown'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(value).__name__).lower()
