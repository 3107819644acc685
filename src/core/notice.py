"""What a person should know though nothing failed."""

from typing import TypeAlias, assert_never

from attrs import frozen


@frozen
class ExposedCredentials:
    """Other people of the machine may read the credentials file.

    Attributes:
        path: of the file.
        mode: its permissions, in octal digits.
    """

    path: str
    mode: str


@frozen
class ForeignIssuesIncluded:
    """Issues of another project or workspace were let through, because that was allowed."""

    count: int


@frozen
class UnknownCredential:
    """A credential was stored under a key that neither the tracker nor the publish looks at.

    Attributes:
        provider: canonical name.
        key: as it was given.
        nearest: the known key that was probably meant, where one is near.
    """

    provider: str
    key: str
    nearest: str | None


@frozen
class UncachedIssue:
    """A work package was mapped to an issue that the cache does not hold.

    Attributes:
        external_id: as it was given.
    """

    external_id: str


@frozen
class LedgerLost:
    """The ledger cannot be written: the publish goes on as if from a machine that never published before.

    Attributes:
        path: of the ledger.
        reason: the operating system's.
    """

    path: str
    reason: str


@frozen
class LedgerSetAside:
    """The ledger was no database any more. It was renamed, and a new one begun.

    Attributes:
        path: where the old one is now.
    """

    path: str


Notice: TypeAlias = (
    ExposedCredentials | ForeignIssuesIncluded | UnknownCredential | UncachedIssue | LedgerLost | LedgerSetAside
)


def tell(notice: Notice) -> str:
    """Return the sentence for *notice*.

    >>> tell(ForeignIssuesIncluded(2))
    '2 of the issues belong to another project or workspace'
    """
    match notice:
        case ExposedCredentials(path, mode):
            return f"{path}: can be read by other people of this machine (mode {mode}); chmod 600 it, or bind again"
        case ForeignIssuesIncluded(count):
            return f"{count} of the issues belong to another project or workspace"
        case UnknownCredential(provider, key, nearest):
            meant = "" if nearest is None else f"; did you mean {nearest}?"
            return f"nothing looks at credential {key!r} of {provider}{meant}"
        case UncachedIssue(external_id):
            return f"the cache holds no issue with the id {external_id!r}; check it, or pull first"
        case LedgerLost(path, reason):
            return (
                f"{path}: cannot be written ({reason}); what was published is not remembered, so content that came "
                "back after an edit may be taken for a repetition, and a wiped cache is not noticed"
            )
        case LedgerSetAside(path):
            return f"what was published before was not readable, and is set aside as {path}"
        case unreachable:
            assert_never(unreachable)
