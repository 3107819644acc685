"""Takes the entries of a local ledger into the shared one: all of them, or none."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from attrs import frozen
from returns.result import Failure, Result, Success

from ....core.delivery.ledger import Target
from ....core.delivery.ledger_faults import AnotherPublish
from ....core.delivery.move import DifferentPast, Mark, known_of
from ....core.delivery.shared_ledger import SharedLedgerFault
from ..rows import Row
from .leases import MARGIN, give_up, take
from .ledger import SharedLedger
from .records import place_of
from .session import Connection, Session

_SECONDS = 60.0
_MARKS = "SELECT id, key, digest, began_at FROM trackpost.publishes WHERE target = %s ORDER BY id"
_COLUMNS = (
    *("target", "previous", "endpoint", "provider", "workspace", "project", "resource_type", "resource_id"),
    *("key", "digest", "state", "issues", "mappings", "bytes", "began_at", "ended_at", "times", "attempts"),
    *("outcome", "status_code", "effect", "place", "link"),
)
_INSERT = (
    f"INSERT INTO trackpost.publishes ({', '.join(_COLUMNS)}) "  # noqa: S608 - constants
    f"VALUES ({', '.join(f'%({name})s' for name in _COLUMNS)}) RETURNING id"
)
_KEEP = "INSERT INTO trackpost.fingerprints (publish, made) VALUES (%s, %s)"


@frozen
class LocalEntry:
    """An entry of the local ledger.

    Attributes:
        mark: tells it from the others of its target.
        number: its place among all entries of that ledger.
        columns: its columns by name; old ledgers lack some.
        is_original: whether it was made in this very file, so that it proves something.
        made: the fingerprint of its snapshot; None if it is too old.
    """

    mark: Mark
    number: int
    columns: Row
    is_original: bool
    made: bytes | None


Chains: TypeAlias = Mapping[Target, Sequence[LocalEntry]]
"""The entries of each target, the oldest first."""
_Refusal: TypeAlias = AnotherPublish | DifferentPast


def adopt(ledger: SharedLedger, chains: Chains) -> Result[int, SharedLedgerFault | _Refusal]:
    """Add the entries that are new to the shared *ledger*, and return their number.

    What a local entry proves, it proves there too; an entry of a copied or restored ledger proves nothing there either.
    """
    session = Session(ledger.address, ledger.clock)
    try:
        adopted = session.run(_SECONDS, lambda connection: _Adoption(ledger.address.shown, connection).of(chains))
        return Result.do(count for found in adopted for count in found)
    finally:
        session.close()


@frozen
class _Adoption:
    """One transaction that takes entries over.

    Attributes:
        shown: the URL of the shared ledger.
        connection: to its database.
    """

    shown: str
    connection: Connection

    def of(self, chains: Chains) -> Result[int, _Refusal]:
        # In one order, so that two moves wait for each other, and not each for what the other has.
        targets = sorted(chains, key=lambda target: target.name)
        fences = {target: take(self.connection, target, MARGIN) for target in targets}
        pasts = {target: self._past(target) for target in chains}
        new = self._free(fences).bind(lambda _: self._new(chains, pasts))
        added = new.map(lambda entries: self._added(entries, pasts))
        for target, fence in fences.items():  # after an exception there is nothing to give up: all is rolled back
            if fence is not None:
                give_up(self.connection, target, fence)
        return added

    def _free(self, fences: Mapping[Target, int | None]) -> Result[None, _Refusal]:
        held = [target for target, fence in fences.items() if fence is None]
        return Failure(AnotherPublish(held[0].endpoint)) if held else Success(None)

    def _past(self, target: Target) -> list[tuple[int, Mark]]:
        rows = self.connection.execute(_MARKS, (target.name,)).fetchall()
        return [(row["id"], (row["key"], row["digest"], row["began_at"])) for row in rows]

    def _new(self, chains: Chains, pasts: Mapping[Target, list[tuple[int, Mark]]]) -> Result[Chains, _Refusal]:
        """Return the entries that the shared ledger does not have, or a target whose past is another one there."""
        new: dict[Target, Sequence[LocalEntry]] = {}
        for target, entries in chains.items():
            known = known_of([entry.mark for entry in entries], [mark for _, mark in pasts[target]])
            if known is None:
                return Failure(_different(self.shown, target))
            new[target] = entries[known:]
        return Success(new)

    def _added(self, new: Chains, pasts: Mapping[Target, list[tuple[int, Mark]]]) -> int:
        place = place_of(self.connection)
        previous = {target: past[-1][0] for target, past in pasts.items() if past}
        entries = ((target, entry) for target, chain in new.items() for entry in chain)
        for target, entry in sorted(entries, key=lambda one: one[1].number):  # histories go by it, across targets
            previous[target] = self._add(entry, target, previous.get(target), place)
        return sum(map(len, new.values()))

    def _add(self, entry: LocalEntry, target: Target, previous: int | None, place: str) -> int:
        values = {
            **dict.fromkeys(_COLUMNS),
            **entry.columns,
            "target": target.name,
            "previous": previous,
            "place": place if entry.is_original else None,
        }
        row = self.connection.execute(_INSERT, values).fetchone()
        number = 0 if row is None else int(row["id"])
        if entry.made is not None:
            self.connection.execute(_KEEP, (number, entry.made))
        return number


def _different(shown: str, target: Target) -> DifferentPast:
    return DifferentPast(shown, target.endpoint, target.provider, target.workspace, target.project)
