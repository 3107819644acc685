"""Which issues of the cache are a project's.

Several projects share a cache. Without a filter a project has all issues of its tracker there, for others are foreign
and refused. With one it has those that its own pulls have seen: nothing else says which issues match.
"""

import sqlite3

from attrs import frozen

from ...core.issues.filing import Filing

_IS_PULLED = "SELECT 1 FROM tracker_checkpoints WHERE checkpoint_key = ?"
_OF_TRACKER = "system = ?"
_SEEN = f"{_OF_TRACKER} AND identity IN (SELECT identity FROM trackpost_seen WHERE resource = ?)"  # noqa: S608 - a constant
# Of all trackers, which takes a small part of the time: the number only shows progress.
_SIZE = "SELECT count(*), EXISTS (SELECT 1 FROM tracker_issues WHERE system = ?) FROM tracker_issues"


@frozen
class Selection:
    """The queries for the issues of one project.

    Attributes:
        where: a condition on the rows of the issues.
        values: of its parameters.
        size: the query for an upper bound of their number, and for whether they count even without a checkpoint.
    """

    where: str
    values: tuple[str, ...]
    size: str

    @property
    def issues(self) -> str:
        """The query for identity and payload of all, ordered by identity."""
        return f"SELECT identity, payload FROM tracker_issues WHERE {self.where} ORDER BY identity COLLATE BINARY"  # noqa: S608 - of this module

    @property
    def counts(self) -> str:
        """The query for their exact number, and that of all links."""
        issues = f"SELECT count(*) FROM tracker_issues WHERE {self.where}"  # noqa: S608 - of this module
        return f"SELECT ({issues}), (SELECT count(*) FROM tracker_mappings)"  # noqa: S608 - of this module


def selection_of(connection: sqlite3.Connection, filing: Filing) -> Selection:
    """Return the queries for the issues of a project; with a filter there are none before its first pull.

    Args:
        connection: to the cache, in a transaction.
        filing: of the project.
    """
    own = filing.keys.own
    if not filing.keys.is_filtered:
        return Selection(_OF_TRACKER, (filing.provider,), _SIZE)
    is_pulled = connection.execute(_IS_PULLED, (own,)).fetchone() is not None
    where, values = (_SEEN, (filing.provider, own)) if is_pulled else ("0", ())
    return Selection(where, values, f"SELECT count(*), 0 FROM tracker_issues WHERE {where}")  # noqa: S608 - of this module
