"""What can be wrong with what is remembered of earlier publishes."""

from typing import TypeAlias

from attrs import frozen


@frozen
class BrokenLedger:
    """The ledger is no database any more."""

    path: str


@frozen
class LedgerIsLost:
    """The ledger can be neither written nor read."""

    path: str
    reason: str


@frozen
class UnknownKey:
    """No snapshot left this machine under a key that begins so."""

    key: str


@frozen
class AmbiguousKey:
    """More than one key begins so."""

    key: str
    count: int


@frozen
class Forgotten:
    """What the snapshot under this key was made of is not remembered any more, for it is too long ago."""

    key: str


LedgerFault: TypeAlias = BrokenLedger | LedgerIsLost
ReceiptsError: TypeAlias = LedgerFault | UnknownKey | AmbiguousKey | Forgotten
