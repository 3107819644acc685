"""The ledger that several machines share: its URL, and what can be wrong with it.

The ledger of one machine is advice. A shared one is the guard against two publishes of one project at the same time, so
each of these faults stops a publish before anything is sent.
"""

import re
from typing import ClassVar, TypeAlias
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from attrs import field, frozen
from msgspec import Struct
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from ..parsing.secret import Secret
from ..project.faults import MissingExtra

EXTRA = "fleet"
"""The extra of the distribution that brings what a shared ledger needs."""
VARIABLE = "TRACKPOST_LEDGER"
"""The environment variable that names the shared ledger."""
_SCHEMES = frozenset({"postgresql", "postgres"})
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://")
_BLANK = re.compile(r"[\x00-\x20\x7f]")
_SECRETS = frozenset({"password", "sslpassword"})
"""Parameters of PostgreSQL's connection URIs that nobody may see."""


@frozen
class LedgerUrl:
    """Where a shared ledger is.

    Attributes:
        url: the whole URL, which may hold a password.
        shown: the URL without user name, password and parameters.
        secrets: the passwords in it; not printed.
    """

    url: Secret
    shown: str
    secrets: tuple[Secret, ...] = field(default=(), repr=False)

    def hide(self, text: str) -> str:
        """Return *text* with the passwords masked, because a driver may repeat them."""
        for secret in (self.url, *self.secrets):
            text = secret.hide_in(text)
        return text


class UnusableLedgerUrl(Struct, frozen=True):
    """The URL names no shared ledger.

    Attributes:
        url: without what may be secret.
        reason: what is wrong with it.
    """

    url: str
    reason: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"cannot use ledger URL {self.url!r}: {self.reason}"


class LedgerUnavailable(Struct, frozen=True):
    """The shared ledger is out of reach, or refuses what it is asked for."""

    ledger: str
    reason: str
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        return (
            f"{self.ledger}: cannot use the shared ledger ({self.reason}); nothing is sent without it, try again later"
        )


class LedgerOfAnotherVersion(Struct, frozen=True):
    """A newer or older trackpost made the tables of the shared ledger.

    Attributes:
        ledger: its URL.
        found: the version of its tables.
        known: the version that this trackpost knows.
    """

    ledger: str
    found: int
    known: int
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        return (
            f"{self.ledger}: the tables of the shared ledger have version {self.found}, and this trackpost knows "
            f"version {self.known}; use the same trackpost on all machines"
        )


class LeaseLost(Struct, frozen=True):
    """The lease on the target ended before the snapshot could be sent, so that another publish may have begun."""

    ledger: str
    endpoint: str
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        return (
            f"{self.ledger}: the lease on this project at {self.endpoint} ended, and another publish may have taken "
            "over; try again"
        )


class OutcomeNotRecorded(Struct, frozen=True):
    """A snapshot was sent, and the shared ledger does not know how that ended. The next publish finds out."""

    ledger: str
    reason: str
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        return f"{self.ledger}: the outcome of this publish is not recorded ({self.reason}); the next one finds it out"


SharedLedgerFault: TypeAlias = LedgerUnavailable | LedgerOfAnotherVersion | LeaseLost
LedgerChoiceFault: TypeAlias = UnusableLedgerUrl | MissingExtra
"""What keeps a shared ledger from being chosen."""


def parse_ledger_url(text: str) -> Result[LedgerUrl, UnusableLedgerUrl]:
    """Check that *text* names a PostgreSQL database, as its connection URIs do.

    >>> parse_ledger_url("postgresql://bob:s3cret@db.example/trackpost?sslmode=require").map(lambda found: found.shown)
    <Success: postgresql://db.example/trackpost>
    """
    url = text.strip()
    try:
        parts = urlsplit(url)
        fault = _fault(url, parts)
    except ValueError:  # its message may quote a password
        return Failure(UnusableLedgerUrl(_shown(url), "its host or port is malformed"))
    if fault is not None:
        return Failure(UnusableLedgerUrl(_shown(url), fault))
    passwords = (unquote(parts.password or ""), *(text for name, text in parse_qsl(parts.query) if name in _SECRETS))
    return Success(LedgerUrl(Secret(url), _shown(url), tuple(map(Secret, filter(None, passwords)))))


def _fault(url: str, parts: SplitResult) -> str | None:
    faults = {
        "it must begin with postgresql://": parts.scheme not in _SCHEMES or not _SCHEME.match(url),
        "it has a blank or a control character": _BLANK.search(url) is not None,
        "%00 stands for the character NUL, which nothing can use": "%00" in url,
        "write / ? # and @ in a user name, password or parameter percent-encoded, such as %40 for @": "@"
        in parts.path + parts.query + parts.fragment,
        "a fragment does not belong in it": "#" in url,
    }
    found = next((reason for reason, is_so in faults.items() if is_so), None)
    has_one_port = found is None and "," not in parts.netloc  # it cannot be read where the URL is at fault
    return "port 0 cannot be reached" if has_one_port and parts.port == 0 else found


def _shown(url: str) -> str:
    """Leave out what may be secret, wherever it was typed, and make the rest printable."""
    scheme = "".join(_SCHEME.findall(url))
    public = re.split(r"[?#]", url[len(scheme) :].rpartition("@")[2])[0]
    return ascii(scheme + public)[1:-1]
