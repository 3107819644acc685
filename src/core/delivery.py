"""What several attempts come to together, and the log line of one."""

from attrs import frozen

from .endpoint import Endpoint
from .kind import kind_of
from .verdict import EffectUnknown, Unreachable, Verdict, answer_of


@frozen
class Outcome:
    """How a delivery ended.

    Attributes:
        verdict: of all attempts together.
        attempts: how many there were.
        retry_at: when the server wants to be asked again, ISO 8601; None where it did not say.
    """

    verdict: Verdict
    attempts: int = 1
    retry_at: str | None = None


def together(earlier: Verdict | None, last: Verdict) -> Verdict:
    """Return what is known after two attempts.

    Where the request may have arrived at the first, it is not known to have had no effect because the second did not
    even leave.
    """
    match earlier, last:
        case EffectUnknown(), Unreachable():
            return earlier
        case _:
            return last


def log_line(endpoint: Endpoint, number: int, verdict: Verdict, seconds: float) -> str:
    """Return one line on one attempt: no body, no secret."""
    answer = answer_of(verdict)
    status = "" if answer is None else f" (HTTP {answer.status_code})"
    return f"attempt {number} to {endpoint.url}: {kind_of(verdict)}{status} in {seconds:.2f} s"
