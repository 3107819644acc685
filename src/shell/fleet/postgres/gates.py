"""Keeps the limits of hosts over all machines, by the database's clock."""

from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from typing import Self

from attrs import evolve, field, frozen
from returns.result import Success

from ....core.fleet.limits import NO_LIMIT, Bucket, HostLimit, full
from ....core.fleet.outcome import Credential
from ....core.result import sealed
from ...clock import Clock
from ...ledger.postgres.session import Connection
from ..gates import Gates, StoppedAtLimit, Waiting
from .database import Database

SEEN = 60.0
"""Seconds after which a worker that says nothing has lost its slots."""
_PAUSE, _LONGEST_PAUSE = 0.1, 0.5
_TAKE = """
INSERT INTO trackpost.fleet_slots AS slot (gate, number, holder)
SELECT %(gate)s, number, %(holder)s FROM generate_series(1, %(at_once)s) AS number
WHERE NOT EXISTS (
    SELECT FROM trackpost.fleet_slots AS taken JOIN trackpost.fleet_workers AS worker ON worker.name = taken.holder
    WHERE taken.gate = %(gate)s AND taken.number = number.number
    AND worker.seen > clock_timestamp() - make_interval(secs => %(seen)s)
)
ORDER BY number LIMIT 1
ON CONFLICT (gate, number) DO UPDATE SET holder = excluded.holder WHERE NOT EXISTS (
    SELECT FROM trackpost.fleet_workers AS worker
    WHERE worker.name = slot.holder AND worker.seen > clock_timestamp() - make_interval(secs => %(seen)s)
)
RETURNING number
"""
_LEAVE = "DELETE FROM trackpost.fleet_slots WHERE gate = %(gate)s AND number = %(number)s AND holder = %(holder)s"
_NEW_PACE = """
INSERT INTO trackpost.fleet_paces (gate, tokens, at) VALUES (%(gate)s, %(tokens)s, %(at)s) ON CONFLICT DO NOTHING
"""
_PACE = "SELECT tokens, at FROM trackpost.fleet_paces WHERE gate = %(gate)s FOR UPDATE"
_PACED = "UPDATE trackpost.fleet_paces SET tokens = %(tokens)s, at = %(at)s WHERE gate = %(gate)s"
_NOW = "SELECT extract(epoch FROM clock_timestamp())::double precision AS now"


@frozen
class SharedGates:
    """The gates of a worker; implements `trackpost.shell.fleet.gates.Gatekeeper`.

    If the database is out of reach, the limits are kept by each worker alone: nothing is published then anyway.

    Attributes:
        limits: by the names of hosts.
        clock: draws how long to wait for a slot.
        database: that the machines share.
        holder: the worker's name.
        own: the gates inside the worker, so that it asks the database for no more slots than it can use.
    """

    limits: Mapping[str, HostLimit]
    clock: Clock
    database: Database
    holder: str
    own: Gates
    _slots: dict[Credential, list[int | None]] = field(factory=lambda: defaultdict(list), init=False)

    def enter(self, credential: Credential, job: Waiting) -> bool:
        """Let a job in while no more of all machines are inside than may be, or if it is time to stop."""
        at_once = self.limits.get(credential.host, NO_LIMIT).at_once
        if not self.own.enter(credential, job):
            return False
        if at_once is not None:
            self._slots[credential].append(self._slot(self._given(credential, at_once=at_once)))
        return True

    def leave(self, credential: Credential) -> Waiting | None:
        """Let a job out, and return one of this machine that waits."""
        if self._slots[credential]:
            given = self._given(credential, number=self._slots[credential].pop())
            self.database.run(lambda connection: connection.execute(_LEAVE, given).rowcount)
        return self.own.leave(credential)

    def pace(self, credential: Credential) -> None:
        """Wait until a request may be sent.

        Raises:
            StoppedAtLimit: the fleet was told to stop meanwhile.
        """
        per_minute = self.limits.get(credential.host, NO_LIMIT).per_minute
        if per_minute is None:
            return
        wait = self.database.run(lambda connection: _wait(connection, _gate(credential), per_minute))
        match sealed(wait):
            case Success(seconds):
                self.own.wait(seconds)
            case _:
                self.own.pace(credential)

    def under(self, limits: Mapping[str, HostLimit]) -> Self:
        """Return the same gates under other limits; who came in through the old ones goes out through them."""
        return evolve(self, limits=limits, own=self.own.under(limits))

    def _given(self, credential: Credential, **more: object) -> Mapping[str, object]:
        return {"gate": _gate(credential), "holder": self.holder, "seen": SEEN, **more}

    def _slot(self, given: Mapping[str, object]) -> int | None:
        def take(connection: Connection) -> int | None:
            row = connection.execute(_TAKE, given).fetchone()
            return None if row is None else int(row["number"])

        with suppress(StoppedAtLimit):
            while (taken := self.database.run(take)) == Success(None):
                self.own.wait(_PAUSE + self.clock.draw() * (_LONGEST_PAUSE - _PAUSE))
            return taken.value_or(None)
        return None


def _gate(credential: Credential) -> str:
    return f"{credential.host} {credential.holder}"


def _wait(connection: Connection, gate: str, per_minute: int) -> float:
    """Take a token from the bucket of a gate, and return how many seconds its request has to wait."""
    now = _now(connection)
    new = full(per_minute, now)
    connection.execute(_NEW_PACE, {"gate": gate, "tokens": new.tokens, "at": new.at})
    row = connection.execute(_PACE, {"gate": gate}).fetchone()
    now = _now(connection)  # as it is now that nobody else has the row
    # Nothing flows in before the instant of the bucket, so if it is to come, the clock was set back.
    found = new if row is None else Bucket(per_minute, float(row["tokens"]), min(float(row["at"]), now))
    bucket, wait = found.take(now)
    connection.execute(_PACED, {"gate": gate, "tokens": bucket.tokens, "at": bucket.at})
    return wait


def _now(connection: Connection) -> float:
    row = connection.execute(_NOW).fetchone()
    return 0.0 if row is None else float(row["now"])
