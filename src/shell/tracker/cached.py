"""The issue cache as the sync engine of ``spec-kitty-tracker`` sees it."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

import msgspec
from attrs import frozen
from spec_kitty_tracker import CanonicalIssue, CanonicalLink, ExternalRef

from ...core.issues.model import IssueRef
from ..cache.writer import CacheWriter

_DECODER = msgspec.json.Decoder(CanonicalIssue)


class UnusableRow(Exception):  # noqa: N818 - named like the errors that are values
    """An issue in the cache has an instant that cannot be compared with others."""

    def __init__(self, identity: str, reason: str) -> None:
        super().__init__(reason)
        self.identity = identity
        self.reason = reason


@frozen
class CachedIssues:
    """The cached issues of one workspace, inside a transaction.

    Attributes:
        writer: the transaction.
        workspace: the workspace that issues have in the cache.
        alias: the workspace that other tools give to the same issues. Rows under it are moved to *workspace*.
        now: the time to write into the rows, ISO 8601.
    """

    writer: CacheWriter
    workspace: str
    alias: str
    now: str

    async def list_issues(self, *, system: str | None = None) -> Sequence[CanonicalIssue]:
        """Return all readable issues, or those of one system."""
        issues = [issue for issue in map(_decoded, self.writer.payloads()) if issue is not None]
        return [issue for issue in issues if system in {None, issue.ref.system}]

    async def get_issue(self, ref: ExternalRef) -> CanonicalIssue | None:
        """Return an issue with its present *ref*; an unreadable one counts as absent, so that it is replaced.

        Raises:
            UnusableRow: the issue is readable, so it is not replaced, but it cannot be compared with the tracker's.
        """
        payload = self.writer.payload(ref.identity) or self.writer.payload(self._alias_of(ref))
        issue = None if payload is None else _decoded(payload)
        return None if issue is None else replace(_comparable(issue), ref=ref)

    async def upsert_issue(self, issue: CanonicalIssue) -> None:
        """Write an issue, and remove its row under the alias."""
        ref = issue.ref
        row = IssueRef(system=ref.system, workspace=ref.workspace, id=ref.id, key=ref.key, url=ref.url)
        self.writer.put_issue(row, encoded(issue), self.now)
        if self._alias_of(ref) != ref.identity:
            self.writer.drop_issue(self._alias_of(ref))

    async def delete_issue(self, ref: ExternalRef) -> None:
        """Remove an issue."""
        self.writer.drop_issue(ref.identity)

    def _alias_of(self, ref: ExternalRef) -> str:
        return replace(ref, workspace=self.alias).identity


def filed_under(workspace: str, issue: CanonicalIssue) -> CanonicalIssue:
    """Return *issue* with the cache's *workspace* in place of the connector's."""
    return replace(
        issue,
        ref=replace(issue.ref, workspace=workspace),
        parent=None if issue.parent is None else replace(issue.parent, workspace=workspace),
        links=[CanonicalLink(link.type, replace(link.target, workspace=workspace)) for link in issue.links],
    )


def encoded(issue: CanonicalIssue) -> str:
    """Return *issue* as JSON, with members and instants as the other tools that use the cache write them.

    Raises:
        ValueError: it contains a number or text that JSON cannot express, so it could never be published.
    """
    plain = msgspec.to_builtins(issue, builtin_types=(datetime,))
    dump = partial(json.dumps, plain, default=datetime.isoformat, separators=(",", ":"), allow_nan=False)
    try:
        dump(ensure_ascii=False).encode()  # fails at a lone surrogate, which an escape would hide
        return dump()
    except ValueError as error:
        name = issue.ref.key or issue.ref.id
        raise ValueError(f"issue {name} cannot be written as JSON") from error  # noqa: EM102, TRY003 - used once


def _decoded(payload: bytes) -> CanonicalIssue | None:
    try:
        return _DECODER.decode(payload)
    except (msgspec.DecodeError, RecursionError, ValueError):  # ValueError: a blank title
        return None


def _comparable(issue: CanonicalIssue) -> CanonicalIssue:
    for name, instant in (("created_at", issue.created_at), ("updated_at", issue.updated_at)):
        if instant is not None and instant.tzinfo is None:
            raise UnusableRow(issue.ref.identity, f"{name} has no zone")
    return issue
