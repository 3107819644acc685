"""Small complete values of a fleet."""

from trackpost.core.errors import Category
from trackpost.core.fleet.holding import Record, Try
from trackpost.core.fleet.outcome import Credential, Failed, Published

JIRA = Credential("acme.atlassian.net", "fleet")
KITTY = Credential("kitty.example", "fleet")
DONE = Published(word="delivered", idempotency_key="ab" * 32)
DRIFT = Failed(kind="route_drift", message="drift", category=Category.CONFIG)
BUSY = Failed(kind="tracker_busy", message="busy", category=Category.TEMPORARY, place=JIRA.host)
LATER = Failed(kind="retry_later", message="later", category=Category.TEMPORARY, place=KITTY.host, retry_at=5_000.0)
DENIED = Failed(kind="tracker_not_allowed", message="no", category=Category.NOT_ALLOWED, place=JIRA.host, refused=JIRA)


def tried(outcome: Published | Failed, *, ended: float = 1_000.0, files: str = "a") -> Try:
    """Return a try of ten seconds."""
    return Try(name="/srv/billing", began=ended - 10, ended=ended, outcome=outcome, files=files)


def record(outcome: Published | Failed, *, failures: int = 1, is_released: bool = False) -> Record:
    """Return what is remembered after a try with this outcome."""
    return Record(last=tried(outcome), failures=failures, asked=int(is_released))
