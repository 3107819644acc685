"""Compares what a tracker lists with what the cache holds and what earlier pulls have seen. Nothing is written."""

import json
import sqlite3
from collections.abc import Iterable

from attrs import frozen

_IS_KNOWN = "SELECT count(*) FROM trackpost_seen WHERE resource = ? AND identity = ? AND unmapped IS ?"
_HAS_JUST = """
SELECT total(is_issue OR is_other) = :count
AND (SELECT count(*) FROM trackpost_seen WHERE resource = :own) = :count
AND (:only_known OR (SELECT count(*) FROM tracker_issues WHERE system = :system) = total(is_issue))
FROM (
    SELECT EXISTS (
        SELECT 1 FROM trackpost_seen JOIN tracker_issues USING (identity)
        WHERE resource = :own AND identity IN (SELECT value || id.value FROM json_each(:prefixes))
    ) AS is_issue, EXISTS (
        SELECT 1 FROM trackpost_seen
        WHERE resource = :own AND identity IN (SELECT value || id.value FROM json_each(:marks))
    ) AS is_other
    FROM json_each(:ids) AS id
)
"""


@frozen
class KnownIssues:
    """What all pulls of one resource together have seen. All methods can raise `sqlite3.Error`.

    Attributes:
        connection: of the transaction; the table of `SeenIssues` is there.
        resource: the key of its checkpoint.
    """

    connection: sqlite3.Connection
    resource: str

    def has(self, identity: str, unmapped: str | None = None) -> bool:
        """Say whether one is marked, with just these names that no table holds."""
        ((count,),) = self.connection.execute(_IS_KNOWN, (self.resource, identity, unmapped))
        return bool(count)

    def are_just(
        self, ids: frozenset[str], prefixes: Iterable[str], marks: Iterable[str], system: str, *, only_known: bool
    ) -> bool:
        """Say whether these are the ids of all that was seen, and the cache holds the issues among them, and no others.

        Args:
            ids: of the tracker's whole list.
            prefixes: what the identity of an issue has before the id.
            marks: what the mark of something else has before the id.
            system: the tracker.
            only_known: other issues in the cache do not matter.
        """
        given = {
            "ids": json.dumps(list(ids)),
            "count": len(ids),
            "prefixes": json.dumps(list(prefixes)),
            "marks": json.dumps(list(marks)),
            "own": self.resource,
            "system": system,
            "only_known": only_known,
        }
        ((are_just,),) = self.connection.execute(_HAS_JUST, given)
        return bool(are_just)
