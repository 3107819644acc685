"""One thing that is wrong with a JSON text."""

from attrs import frozen


@frozen
class Fault:
    """What is wrong, and where.

    Attributes:
        path: of the member, as a JSONPath; ``$`` is the whole.
        reason: what was expected and what was found.
    """

    path: str
    reason: str


def fault_of(complaint: str) -> Fault:
    """Split the sentence of a ``msgspec`` decoder at its path.

    >>> fault_of("Expected `str`, got `int` - at `$.issues[0].title`")
    Fault(path='$.issues[0].title', reason='Expected `str`, got `int`')
    """
    reason, _, path = complaint.partition(" - at `")
    return Fault(path.removesuffix("`") or "$", reason)
