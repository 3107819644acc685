"""The records of the shared ledger: SQL on its tables."""

from collections.abc import Mapping

from attrs import frozen
from psycopg.rows import DictRow

from ....core.delivery.effect import Effect
from ....core.delivery.ledger import Begun, Past, Target, settled
from ....core.delivery.retry import Outcome
from ....core.delivery.verdict import Delivered, Replayed
from ....core.routing.route import ResourceRoute
from ....core.snapshot.packing import PackedSnapshot
from ..rows import Row, described, ended, known_effect, named, past_of
from .leases import is_latest, lasts
from .session import Connection

# The cluster, its timeline and the table: a restored backup and a standby that took over differ in one of them.
_PLACE = """
SELECT system_identifier || ':' || left(pg_walfile_name(pg_current_wal_lsn()), 8) || ':'
    || 'trackpost.publishes'::regclass::oid AS place FROM pg_control_system()
"""
_LAST = "SELECT * FROM trackpost.publishes WHERE target = %(target)s ORDER BY id DESC LIMIT 1"
_ACKNOWLEDGED = """
SELECT issues, mappings FROM trackpost.publishes WHERE target = %(target)s AND state = 'acknowledged'
AND resource_type IS NOT DISTINCT FROM %(resource_type)s AND resource_id IS NOT DISTINCT FROM %(resource_id)s
ORDER BY id DESC LIMIT 1
"""
_INSERT = """
INSERT INTO trackpost.publishes (target, previous, endpoint, provider, workspace, project, resource_type, resource_id,
key, digest, state, issues, mappings, bytes, began_at, times, attempts, effect, place, link, fence)
VALUES (%(target)s, %(previous)s, %(endpoint)s, %(provider)s, %(workspace)s, %(project)s, %(resource_type)s,
%(resource_id)s, %(key)s, %(digest)s, 'pending', %(issues)s, %(mappings)s, %(bytes)s, %(began_at)s, 1, 0, 'unknown',
%(place)s, %(link)s, %(fence)s)
RETURNING id
"""
_AGAIN = """
UPDATE trackpost.publishes SET times = times + 1, effect = 'unknown', place = %(place)s,
link = coalesce(%(link)s, link), fence = %(fence)s, concluded = NULL, in_doubt = false WHERE id = %(id)s
"""
_KEEP = "INSERT INTO trackpost.fingerprints (publish, made) VALUES (%s, %s)"
_FORGET = """
DELETE FROM trackpost.fingerprints WHERE publish IN (
    SELECT id FROM trackpost.publishes WHERE target = %(target)s ORDER BY id DESC OFFSET 20
)
"""
_BEGUN = """
SELECT state, concluded FROM trackpost.publishes WHERE id = %(id)s AND key = %(key)s AND fence = %(fence)s
"""
_CONCLUDE = """
UPDATE trackpost.publishes SET state = %(state)s, ended_at = %(ended_at)s, attempts = attempts + %(attempts)s,
outcome = %(outcome)s, status_code = %(status_code)s, effect = %(effect)s, concluded = fence,
place = CASE WHEN NOT in_doubt THEN coalesce(%(place)s, place) END WHERE id = %(id)s
"""
_DOUBT = """
UPDATE trackpost.publishes SET place = NULL, in_doubt = true
WHERE id = (SELECT max(id) FROM trackpost.publishes WHERE target = %(target)s) AND id > %(id)s
"""


@frozen
class Records:
    """The records of one target, while a lease on it is held.

    Attributes:
        target: the target.
        fence: the fence of the lease.
    """

    target: Target
    fence: int

    def begin(
        self, connection: Connection, snapshot: PackedSnapshot, now: str, link: str | None, seconds: float
    ) -> Begun | None:
        """Record that *snapshot* is about to leave; None if the lease does not last for so many seconds more."""
        if not lasts(connection, self.target, self.fence, seconds):
            return None
        values = {
            **named(self.target, snapshot.routing.value_or(None)),
            "place": place_of(connection) if link is None else None,
            "link": link,
            "fence": self.fence,
        }
        last = connection.execute(_LAST, values).fetchone()
        if last is not None and last["key"] == snapshot.idempotency_key:
            connection.execute(_AGAIN, {**values, "id": last["id"]})
            return self._begun(int(last["id"]), snapshot, known_effect(last))
        previous = None if last is None else last["id"]
        new = {**values, **described(snapshot), "previous": previous, "began_at": now}
        entry = int(_row(connection, _INSERT, new)["id"])
        connection.execute(_KEEP, (entry, snapshot.fingerprint))
        connection.execute(_FORGET, values)
        return self._begun(entry, snapshot, "none")

    def _begun(self, entry: int, snapshot: PackedSnapshot, effect: Effect) -> Begun:
        return Begun(entry=entry, key=snapshot.idempotency_key, effect=effect, sequence=self.fence)

    def conclude(self, connection: Connection, begun: Begun, outcome: Outcome, now: str) -> bool:
        """Record how it ended, and say whether that is recorded.

        After the lease was lost, only the fact that the server accepted the snapshot is recorded, and only if nobody
        has sent it again since: whatever else was seen is older than what the present holder does. If another snapshot
        was sent meanwhile, nobody knows which of the two the server applied last, so that one proves nothing any more.
        """
        is_holder = is_latest(connection, self.target, self.fence)
        has_arrived = isinstance(outcome.verdict, Delivered | Replayed)
        values = {"id": begun.entry, "key": begun.key, "fence": self.fence, "target": self.target.name}
        if has_arrived and not is_holder:
            connection.execute(_DOUBT, values)
        found = connection.execute(_BEGUN, values).fetchone()
        if found is None or not (is_holder or has_arrived):
            return False
        if found["concluded"] is None:  # else the answer to an earlier attempt to record it was lost
            place = place_of(connection) if isinstance(outcome.verdict, Delivered) else None
            state = settled(found["state"], outcome)
            connection.execute(_CONCLUDE, {**values, **ended(outcome, now), "state": state, "place": place})
        return True


@frozen
class Found:
    """The last row of a target, the last that was acknowledged under its route, and where the ledger is."""

    last: Row | None = None
    acknowledged: Row | None = None
    place: str = ""

    @property
    def past(self) -> Past:
        """What the rows tell.

        Raises:
            msgspec.ValidationError: a row that trackpost did not write.
        """
        return Past() if self.last is None else past_of(self.last, self.acknowledged, self.place)


def find(connection: Connection, target: Target, route: ResourceRoute | None) -> Found:
    """Find the rows that tell what is known about *target*, and about what it accepted under *route*."""
    values = named(target, route)
    last = connection.execute(_LAST, values).fetchone()
    acknowledged = connection.execute(_ACKNOWLEDGED, values).fetchone()
    return Found(last, acknowledged, place_of(connection))


def place_of(connection: Connection) -> str:
    """Return what tells this database from a copy of it, and from a backup that was put in its place."""
    return str(_row(connection, _PLACE, {})["place"])


def _row(connection: Connection, query: str, values: Mapping[str, object]) -> DictRow:
    """Return the only row."""
    (row,) = connection.execute(query, values)
    return row
