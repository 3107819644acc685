"""Which issues of the cache are a project's.

Several projects share a cache. Without a filter a project has all issues of its tracker there, for others are foreign
and refused. With one it has those that its own pulls have seen: nothing else says which issues match.
"""

import sqlite3

from attrs import frozen

from ...core.issues.filing import Filing

_IS_PULLED = "SELECT 1 FROM tracker_checkpoints WHERE checkpoint_key = ?"


@frozen(kw_only=True)
class Queries:
    """The questions about the issues of one project.

    Attributes:
        issues: identity and payload of all, ordered by identity.
        counts: their exact number, and that of all links.
        size: an upper bound of their number, and whether they count even without a checkpoint.
    """

    issues: str
    counts: str
    size: str


# The size is that of all trackers, which takes a small part of the time: the number only shows progress.
_OF_TRACKER = Queries(
    issues="SELECT identity, payload FROM tracker_issues WHERE system = ? ORDER BY identity COLLATE BINARY",
    counts="""
SELECT (SELECT count(*) FROM tracker_issues WHERE system = ?), (SELECT count(*) FROM tracker_mappings)
""",
    size="SELECT count(*), EXISTS (SELECT 1 FROM tracker_issues WHERE system = ?) FROM tracker_issues",
)
_SEEN = Queries(
    issues="""
SELECT identity, payload FROM tracker_issues
WHERE system = ? AND identity IN (SELECT identity FROM trackpost_seen WHERE resource = ?)
ORDER BY identity COLLATE BINARY
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
    issues="SELECT identity, payload FROM tracker_issues WHERE 0",
    counts="SELECT 0, (SELECT count(*) FROM tracker_mappings)",
    size="SELECT 0, 0",
)


@frozen
class Selection:
    """The queries for the issues of one project, and the values of their parameters."""

    queries: Queries
    values: tuple[str, ...]


def selection_of(connection: sqlite3.Connection, filing: Filing) -> Selection:
    """Return the queries for the issues of a project; with a filter there are none before its first pull.

    Args:
        connection: to the cache, in a transaction.
        filing: of the project.
    """
    own = filing.keys.own
    if not filing.keys.is_filtered:
        return Selection(_OF_TRACKER, (filing.provider,))
    is_pulled = connection.execute(_IS_PULLED, (own,)).fetchone() is not None
    return Selection(_SEEN, (filing.provider, own)) if is_pulled else Selection(_NONE, ())
