"""Which issues of the cache are a project's.

Several projects share a cache. As a rule a project has all issues of its tracker there, for others are foreign and
refused. In two cases it has those that its own pulls have seen, because nothing else tells: under a filter, and where
several folders with beads or fp share the name of a workspace.
"""

import sqlite3

from msgspec import Struct

from ...core.issues.filing import CheckpointKeys, Filing
from ...core.routing.providers import row_of

_HAS_SEEN = "SELECT 1 FROM pragma_table_info('trackpost_seen')"
_RESOURCES = "SELECT DISTINCT resource FROM trackpost_seen"
_IS_PULLED = "SELECT 1 FROM tracker_checkpoints WHERE checkpoint_key = ?"


class Queries(Struct, frozen=True, kw_only=True):
    """The questions about the issues of one project.

    Attributes:
        payloads: those of all, ordered by identity.
        identity: that of the one that comes after so many others, which is one more value.
        counts: their exact number, and that of all links.
        size: an upper bound of their number, and whether they count even without a checkpoint.
    """

    payloads: str
    identity: str
    counts: str
    size: str


# The size is that of all trackers, which takes a small part of the time: the number only shows progress.
_OF_TRACKER = Queries(
    payloads="SELECT payload FROM tracker_issues WHERE system = ? ORDER BY identity COLLATE BINARY",
    identity="SELECT identity FROM tracker_issues WHERE system = ? ORDER BY identity COLLATE BINARY LIMIT 1 OFFSET ?",
    counts="""
SELECT (SELECT count(*) FROM tracker_issues WHERE system = ?), (SELECT count(*) FROM tracker_mappings)
""",
    size="SELECT count(*), EXISTS (SELECT 1 FROM tracker_issues WHERE system = ?) FROM tracker_issues",
)
_SEEN = Queries(
    payloads="""
SELECT payload FROM tracker_issues
WHERE system = ? AND identity IN (SELECT identity FROM trackpost_seen WHERE resource = ?)
ORDER BY identity COLLATE BINARY
""",
    identity="""
SELECT identity FROM tracker_issues
WHERE system = ? AND identity IN (SELECT identity FROM trackpost_seen WHERE resource = ?)
ORDER BY identity COLLATE BINARY LIMIT 1 OFFSET ?
""",
    counts="""
SELECT (
    SELECT count(*) FROM tracker_issues
    WHERE system = ? AND identity IN (SELECT identity FROM trackpost_seen WHERE resource = ?)
), (SELECT count(*) FROM tracker_mappings)
""",
    size="""
SELECT count(*), 0 FROM tracker_issues
WHERE system = ? AND identity IN (SELECT identity FROM trackpost_seen WHERE resource = ?)
""",
)
_NONE = Queries(
    payloads="SELECT payload FROM tracker_issues WHERE 0",
    identity="SELECT identity FROM tracker_issues WHERE 0 LIMIT 1 OFFSET ?",
    counts="SELECT 0, (SELECT count(*) FROM tracker_mappings)",
    size="SELECT 0, 0",
)


class Selection(Struct, frozen=True):
    """The queries for the issues of one project.

    Attributes:
        queries: about them.
        values: of the parameters of the queries.
        is_apart: they are those that its own pulls have seen, of which there are none before the first pull.
    """

    queries: Queries
    values: tuple[str, ...]
    is_apart: bool


def selection_of(connection: sqlite3.Connection, filing: Filing) -> Selection:
    """Return the queries for the issues of a project.

    Args:
        connection: to the cache, in a transaction.
        filing: of the project.
    """
    own = filing.keys.own
    if not (filing.keys.is_filtered or (row_of(filing.provider).is_local and _shares(connection, filing.keys))):
        return Selection(_OF_TRACKER, (filing.provider,), is_apart=False)
    if connection.execute(_IS_PULLED, (own,)).fetchone() is None:
        return Selection(_NONE, (), is_apart=True)
    return Selection(_SEEN, (filing.provider, own), is_apart=True)


def _shares(connection: sqlite3.Connection, keys: CheckpointKeys) -> bool:
    """Say whether pulls of other resources than the project's, or of one that it had, have seen anything."""
    if connection.execute(_HAS_SEEN).fetchone() is None:
        return False
    return any(not keys.covers(str(other)) for (other,) in connection.execute(_RESOURCES))
