"""The options of a publish."""

import math
from collections.abc import Mapping

import pytest
from attrs import asdict
from returns.result import Failure, Success

from trackpost.core.delivery.publish import (
    LONGEST_TIMEOUT,
    PublishOptions,
    PublishOrder,
    UnusableTimeout,
    check_timeouts,
)

TIMES: Mapping[str, tuple[float, bool]] = {
    "the shortest": (1e-9, True),
    "a second": (1.0, True),
    "a day": (LONGEST_TIMEOUT, True),
    "more than a day": (LONGEST_TIMEOUT + 1, False),
    "zero": (0.0, False),
    "negative": (-1.0, False),
    "infinite": (math.inf, False),
    "not a number": (math.nan, False),
}


@pytest.mark.parametrize(("seconds", "is_usable"), TIMES.values(), ids=TIMES.keys())
def test_check_timeouts(seconds: float, *, is_usable: bool) -> None:
    """The timeout and the deadline must be above 0 and at most a day."""
    orders = (PublishOrder(timeout_seconds=seconds), PublishOrder(deadline_seconds=seconds))
    expected = [Success(order) if is_usable else Failure(UnusableTimeout(seconds)) for order in orders]
    assert repr([check_timeouts(order) for order in orders]) == repr(expected)  # because NaN is not equal to itself


def test_an_order_of_nothing_special() -> None:
    """Nothing is required or let through, and the times are those that the documents promise."""
    assert asdict(PublishOrder()) == {
        "auth_token": None,
        "token_from": None,
        "require_route": False,
        "allow_foreign": False,
        "allow_shrink": False,
        "allow_incomplete": False,
        "trust_server": False,
        "skip_unchanged": False,
        "timeout_seconds": 10.0,
        "deadline_seconds": 60.0,
    }


def test_every_option_may_be_left_out() -> None:
    """The options are the attributes of an order, and an order has a default for each.

    One is a parameter of its own, because it decides what a publish can return.
    """
    assert PublishOptions.__optional_keys__ == asdict(PublishOrder()).keys() - {"skip_unchanged"}


def test_the_token_is_not_shown() -> None:
    """An order can be logged without the token."""
    assert "c4nary" not in repr(PublishOrder(auth_token="c4nary"))
