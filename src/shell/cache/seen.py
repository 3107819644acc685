"""Which issues a pull has seen, in a table of our own beside those that all tools share.

It survives a pull that is cut off, and keeps memory flat however many issues there are.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator

from attrs import frozen

from ...core.trackers.unmapped import Counts, most_frequent, names_in, plus

_TABLE = """
CREATE TABLE IF NOT EXISTS trackpost_seen (
    resource TEXT NOT NULL, identity TEXT NOT NULL, pull INTEGER NOT NULL, was_cached INTEGER NOT NULL, former_key TEXT,
    unmapped TEXT, PRIMARY KEY (resource, identity)
) WITHOUT ROWID
"""
_MARK = """
INSERT INTO trackpost_seen (resource, identity, pull, was_cached, former_key, unmapped) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (resource, identity) DO UPDATE SET pull = excluded.pull, was_cached = excluded.was_cached,
former_key = excluded.former_key, unmapped = excluded.unmapped WHERE pull < excluded.pull
"""
_STILL_THERE = """
INSERT INTO trackpost_seen (resource, identity, pull, was_cached) SELECT :own, identity, :pull, 1 FROM tracker_issues
WHERE identity IN (SELECT prefix.value || id.value FROM json_each(:prefixes) AS prefix, json_each(:ids) AS id)
ON CONFLICT (resource, identity) DO UPDATE SET pull = excluded.pull, was_cached = 1, former_key = NULL
WHERE pull < excluded.pull
"""
_UNKNOWN = """
SELECT id.value FROM json_each(:ids) AS id WHERE NOT EXISTS (
    SELECT 1 FROM tracker_issues WHERE identity IN (SELECT value || id.value FROM json_each(:prefixes))
) AND NOT EXISTS (
    SELECT 1 FROM trackpost_seen
    WHERE resource = :own AND identity IN (SELECT value || id.value FROM json_each(:marks))
)
"""
_COUNT = "SELECT count(*) FROM trackpost_seen WHERE resource = ?"
_HAS = "SELECT count(*) FROM trackpost_seen WHERE resource = ? AND pull >= ? AND identity = ?"
_CACHED = "SELECT count(*) FROM trackpost_seen WHERE resource = ? AND pull >= ? AND was_cached"
_FORMER = """
SELECT former_key, count(*) FROM trackpost_seen
WHERE resource = ? AND pull >= ? AND former_key IS NOT NULL GROUP BY former_key
"""
_UNSEEN = """
SELECT rowid, CAST(payload AS BLOB), EXISTS (
    SELECT 1 FROM trackpost_seen AS seen
    WHERE seen.resource IN (SELECT value FROM json_each(:others)) AND seen.identity = issue.identity
)
FROM tracker_issues AS issue
WHERE system = :system AND identity IS NOT NULL
AND NOT EXISTS (
    SELECT 1 FROM trackpost_seen AS seen
    WHERE seen.resource = :own AND seen.identity = issue.identity AND seen.pull >= :pull
)
AND (NOT :only_known OR EXISTS (
    SELECT 1 FROM trackpost_seen AS seen WHERE seen.resource = :own AND seen.identity = issue.identity
))
ORDER BY identity
"""
_RESOURCES = "SELECT DISTINCT resource FROM trackpost_seen ORDER BY resource"
_KEYS = """
SELECT DISTINCT rtrim(CASE WHEN json_valid(payload) THEN json_extract(payload, '$.ref.key') END, '0123456789')
FROM tracker_issues WHERE identity IN (SELECT identity FROM trackpost_seen WHERE resource = ? AND pull >= ?)
"""
_UNMAPPED = """
SELECT CAST(unmapped AS TEXT), count(*) FROM trackpost_seen WHERE resource = ? AND unmapped IS NOT NULL GROUP BY 1
"""
_IS_THERE = "SELECT 1 FROM pragma_table_info('trackpost_seen') WHERE name = 'unmapped'"
_LAST = "SELECT max(pull) FROM trackpost_seen WHERE resource = ?"
_FORGET_ONE = "DELETE FROM trackpost_seen WHERE resource = ? AND identity = ?"
_FORGET = "DELETE FROM trackpost_seen WHERE resource = ? AND pull < ?"
_FORGET_ISSUES = f"{_FORGET} AND substr(identity, 1, ?) = ?"


@frozen(kw_only=True)
class Unseen:
    """A cached issue that the pull has not seen.

    Attributes:
        row: its number, for `CacheWriter.drop_rows`.
        payload: its JSON; None if the row holds none.
        is_seen_elsewhere: a pull of another resource has seen it.
    """

    row: int
    payload: bytes | None
    is_seen_elsewhere: bool


@frozen
class SeenIssues:
    """What one pull of one resource has seen. All methods can raise `sqlite3.Error`, which `write_cache` understands.

    What a later pull sees while this one is still under way counts too: it cannot be gone.

    Attributes:
        connection: of the transaction.
        resource: the key of its checkpoint.
        pull: the number of this pull, which tells it from the resource's other ones.
    """

    connection: sqlite3.Connection
    resource: str
    pull: int

    @classmethod
    def of_next_pull(cls, connection: sqlite3.Connection, resource: str) -> "SeenIssues":
        """Return what a new pull has seen, which is nothing."""
        connection.execute(_TABLE)
        ((last,),) = connection.execute(_LAST, (resource,))
        return cls(connection, resource, 1 + int(last or 0))

    def mark(
        self, identity: str, *, was_cached: bool = False, former_key: str | None = None, unmapped: str | None = None
    ) -> bool:
        """Mark an issue as seen, and say whether this pull had not seen it yet.

        Args:
            identity: of the issue.
            was_cached: the cache held it before this pull.
            former_key: the key of the project that it had in the cache, if only that has changed.
            unmapped: its names that no table holds, as `encode_names` writes them.
        """
        row = (self.resource, identity, self.pull, was_cached, former_key, unmapped)
        return self.connection.execute(_MARK, row).rowcount > 0

    def mark_cached(self, ids: Iterable[str], prefixes: Iterable[str]) -> None:
        """Mark the issues that the cache holds as seen, for it holds them as the tracker has them.

        Args:
            ids: of issues.
            prefixes: what an identity has before the id.
        """
        given = {"ids": json.dumps(list(ids)), "prefixes": json.dumps(list(prefixes))}
        self.connection.execute(_STILL_THERE, {**given, "own": self.resource, "pull": self.pull})

    def unknown(self, ids: Iterable[str], prefixes: Iterable[str], marks: Iterable[str]) -> tuple[str, ...]:
        """Return the ids of what the cache does not hold, and no pull of the resource has marked as something else.

        Args:
            ids: of issues.
            prefixes: what an identity has before the id.
            marks: what the mark of something else has before the id.
        """
        given = {"ids": json.dumps(list(ids)), "prefixes": json.dumps(list(prefixes)), "marks": json.dumps(list(marks))}
        return tuple(str(number) for (number,) in self.connection.execute(_UNKNOWN, {**given, "own": self.resource}))

    def has(self, identity: str) -> bool:
        """Say whether this pull has marked it."""
        ((count,),) = self.connection.execute(_HAS, (self.resource, self.pull, identity))
        return bool(count)

    def count_known(self) -> int:
        """Return of how many entries of the tracker's list any pull knows."""
        ((count,),) = self.connection.execute(_COUNT, (self.resource,))
        return int(count)

    def count_cached(self) -> int:
        """Return how many of the seen issues the cache held before this pull."""
        ((count,),) = self.connection.execute(_CACHED, (self.resource, self.pull))
        return int(count)

    def former_keys(self) -> dict[str, int]:
        """Return the keys that the project had before, and of how many issues."""
        return {str(key): int(count) for key, count in self.connection.execute(_FORMER, (self.resource, self.pull))}

    def resources(self) -> tuple[str, ...]:
        """Return the resources of which any pull has seen anything."""
        return tuple(str(resource) for (resource,) in self.connection.execute(_RESOURCES))

    def project_keys(self) -> frozenset[str]:
        """Return the keys of projects that the seen issues have in the cache, such as ``ENG`` of ``ENG-7``."""
        found = self.connection.execute(_KEYS, (self.resource, self.pull))
        return frozenset(str(key).removesuffix("-") for (key,) in found if key)

    def unseen(self, system: str, others: Iterable[str] = (), *, only_known: bool = False) -> Iterator[Unseen]:
        """Yield the cached issues of a tracker that this pull has not seen.

        Args:
            system: the tracker.
            others: the resources that count as other ones.
            only_known: only those that an earlier pull of the resource has seen.
        """
        given = {
            "own": self.resource,
            "others": json.dumps(list(others)),
            "system": system,
            "pull": self.pull,
            "only_known": only_known,
        }
        for row, payload, elsewhere in self.connection.execute(_UNSEEN, given):
            yield Unseen(row=row, payload=payload, is_seen_elsewhere=bool(elsewhere))

    def forget(self, identity: str) -> None:
        """Remove a mark, whichever pull has made it."""
        self.connection.execute(_FORGET_ONE, (self.resource, identity))

    def forget_others(self) -> None:
        """Forget what earlier pulls of the resource have seen, and this one has not."""
        self.connection.execute(_FORGET, (self.resource, self.pull))

    def forget_other_issues(self, system: str) -> None:
        """Forget the same of a tracker's issues, but not what its list has beside them."""
        prefix = f"{system}:"
        self.connection.execute(_FORGET_ISSUES, (self.resource, self.pull, len(prefix), prefix))


def unmapped_in(connection: sqlite3.Connection, resource: str) -> Counts:
    """Return the names that no table holds, and how many of the resource's issues have each.

    Args:
        connection: to a cache, which another program may have made.
        resource: the key of its checkpoint.
    """
    counts: Counts = {}
    if connection.execute(_IS_THERE).fetchone() is not None:
        for text, times in connection.execute(_UNMAPPED, (resource,)):
            counts = plus(counts, names_in(text), times)
    return most_frequent(counts)
