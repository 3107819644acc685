"""Turn a result into an exception, for programs that prefer that."""

import pickle
from collections.abc import Mapping

import pytest
from returns.result import Failure, Success

from tests.core.builders import ACME, undelivered
from trackpost.core.delivery.verdict import Unreachable
from trackpost.core.issues.cache_faults import MissingCache
from trackpost.core.reporting.errors import TrackpostError
from trackpost.core.reporting.raising import TrackpostException, raise_for_error
from trackpost.core.routing.credentials import MissingCredential


def test_a_success_is_its_value() -> None:
    """`raise_for_error` returns the value of a success."""
    assert raise_for_error(Success(ACME)) is ACME


ERRORS: Mapping[str, TrackpostError] = {
    "a routing error": MissingCredential("jira", "project_key"),
    "a message that needs escaping": MissingCache("two\nlines"),
    "an undelivered snapshot": undelivered(Unreachable("refused")),
}


@pytest.mark.parametrize("error", ERRORS.values(), ids=ERRORS.keys())
def test_a_failure_is_raised(error: TrackpostError) -> None:
    """The exception has the message and the error itself."""
    with pytest.raises(TrackpostException) as raised:
        raise_for_error(Failure(error))
    assert (str(raised.value), raised.value.error) == (error.message, error)


def test_an_exception_crosses_processes() -> None:
    """The exception can be pickled, which a pool of processes requires."""
    error = MissingCredential("jira", "project_key")
    copy: object = pickle.loads(pickle.dumps(TrackpostException(error)))  # noqa: S301 - our own bytes
    assert isinstance(copy, TrackpostException)
    assert (str(copy), copy.error) == (error.message, error)
