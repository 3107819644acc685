"""What came of a project's job. The union is closed, and every case has the word that reports use for it."""

from typing import ClassVar, Literal, TypeAlias

from attrs import frozen
from msgspec import Struct

from ..errors import Category, sentence
from ..parsing.text import counted
from ..routing.route import ResourceRoute

Word: TypeAlias = Literal["delivered", "replayed", "unchanged", "failed", "held", "skipped"]
WORDS: tuple[Word, ...] = ("delivered", "replayed", "unchanged", "failed", "held", "skipped")
"""In the order of reports."""
Ended: TypeAlias = Literal["delivered", "replayed", "unchanged"]


@frozen
class Credential:
    """Who asks whom. Limits and refusals count for each.

    Attributes:
        host: of the tracker or the server.
        holder: where the credential is from, such as ``fleet`` or the home folder that has it; never the secret.
    """

    host: str
    holder: str


@frozen(kw_only=True)
class Published:
    """The server has the project's snapshot.

    Attributes:
        word: how it came there; ``unchanged`` if the server had it already, and nothing was sent.
        idempotency_key: of the snapshot.
        route: None if there is none.
    """

    word: Ended
    idempotency_key: str
    route: ResourceRoute | None = None


@frozen(kw_only=True)
class Failed:
    """The project could not be pulled or published.

    Attributes:
        kind: of the error.
        message: of the error.
        category: of the error.
        place: the host of the tracker or server that is concerned; empty if it is none.
        retry_at: when that host wants to be asked again, in seconds since the epoch; None if it did not say.
        refused: the credential that the host does not accept (401), for whichever project.
        route: where the snapshot was to go, as far as that was known.
        idempotency_key: of the snapshot, if it was made.
    """

    word: ClassVar[Word] = "failed"
    kind: str
    message: str
    category: Category
    place: str = ""
    retry_at: float | None = None
    refused: Credential | None = None
    route: ResourceRoute | None = None
    idempotency_key: str | None = None


@frozen
class Held:
    """The project failed for good, and nothing has changed since, so it was not tried.

    Attributes:
        failure: why it is held.
    """

    word: ClassVar[Word] = "held"
    failure: Failed


class RefusedElsewhere(Struct, frozen=True):
    """The credential was refused for another project in this run, so it was not used again."""

    credential: Credential
    category: ClassVar = Category.NOT_ALLOWED

    @sentence
    def message(self) -> str:
        return f"token refused by {self.credential.host} for another project; it was not used again"


class AskedToWait(Struct, frozen=True):
    """The tracker or server wants to be left alone for a while.

    Attributes:
        place: its host.
        until: in seconds since the epoch.
    """

    place: str
    until: float
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        return f"{self.place} asks to wait"


class TooManyFailures(Struct, frozen=True):
    """So many projects failed that no more were started."""

    failures: int
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        return f"not started, because {counted(self.failures, 'project')} had failed by then (--max-failures)"


class ToldToStop(Struct, frozen=True):
    """The run was told to stop before the project was started, or while it waited for the limit of its tracker."""

    category: ClassVar = Category.TEMPORARY
    message: ClassVar[str] = "not done, because the run was told to stop"


SkipReason: TypeAlias = RefusedElsewhere | AskedToWait | TooManyFailures | ToldToStop


@frozen
class Skipped:
    """The project was not tried, for a reason that is not its own."""

    word: ClassVar[Word] = "skipped"
    reason: SkipReason


Tried: TypeAlias = Published | Failed
Outcome: TypeAlias = Published | Failed | Held | Skipped


def category_of(outcome: Outcome) -> Category | None:
    """Return the category of what went wrong; None if nothing did."""
    match outcome:
        case Published():
            return None
        case Failed(category=category):
            return category
        case Held(failure):
            return failure.category
        case Skipped(reason):
            return reason.category
