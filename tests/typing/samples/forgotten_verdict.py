"""A program that forgets one verdict on a publish that did not arrive."""

from trackpost import BrokenProtocol, NotAllowed, Redirected, Rejected, RetryLater, Superseded, Undelivered, Unreachable


def is_worth_another_try(error: Undelivered) -> bool:
    """Say whether to publish again; EffectUnknown is missing."""
    worth = False
    match error.verdict:  # must be reported: EffectUnknown has no case
        case RetryLater() | Unreachable():
            worth = True
        case Rejected() | Superseded() | NotAllowed() | Redirected() | BrokenProtocol():
            worth = False
    return worth
