"""What can be wrong with a ledger."""

from typing import ClassVar, TypeAlias

from msgspec import Struct

from ..errors import Category, sentence
from .shared_ledger import SharedLedgerFault


class BrokenLedger(Struct, frozen=True):
    """The ledger is no longer a database."""

    path: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"{self.path}: no longer a database; the next publish sets it aside and starts a new one"


class CorruptEntry(Struct, frozen=True):
    """A row of the ledger is not a valid entry.

    Attributes:
        path: the ledger.
        row: the number of the row.
        reason: what was expected and what was found.
    """

    path: str
    row: str
    reason: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return (
            f"{self.path}: row {self.row} of publishes is not an entry of a ledger ({self.reason}); "
            "delete the row, or move the ledger away"
        )


class LedgerIsLost(Struct, frozen=True):
    """The ledger can neither be read nor written."""

    path: str
    reason: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"{self.path}: cannot read the ledger ({self.reason})"


class LedgerLost(Struct, frozen=True):
    """The ledger cannot be written. The publish continues as if this machine had never published before.

    Attributes:
        path: the ledger.
        reason: what the operating system says.
    """

    path: str
    reason: str
    category: ClassVar = Category.NOT_WRITTEN

    @sentence
    def message(self) -> str:
        return (
            f"{self.path}: cannot write the ledger ({self.reason}), so this publish is not recorded: "
            "content that comes back after an edit may be taken for a repeat, and a wiped cache goes unnoticed"
        )


class LedgerSetAside(Struct, frozen=True):
    """The ledger was no longer a database. It was renamed, and a new one was started.

    Attributes:
        path: where the old ledger is now.
    """

    path: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"the ledger was not readable; it was set aside as {self.path}, and a new one was started"


class AnotherPublish(Struct, frozen=True):
    """Another process is publishing the same project to the same server and did not finish in time."""

    endpoint: str
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        return f"another publish of this project to {self.endpoint} is still running; try again later"


LocalLedgerFault: TypeAlias = BrokenLedger | CorruptEntry | LedgerIsLost
LedgerFault: TypeAlias = LocalLedgerFault | SharedLedgerFault
