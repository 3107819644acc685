"""What the reference server answers.

Contract: contracts/tracker-snapshot-publish.md, "Answers".
"""

from typing import Literal, assert_never

from attrs import frozen

from .resolution import AwaitsPerson, ByResource, ByWorkspace, Resolution
from .snapshot import Snapshot


@frozen(kw_only=True)
class Acceptance:
    """The JSON object of a success.

    Attributes:
        resolved_by: which step of the look-up found the mapping; None where a person has to.
        mapping: its name; None where a person has to.
        issues: how many were taken.
        mappings: how many were taken.
    """

    resolved_by: Literal["resource", "workspace"] | None
    mapping: str | None
    issues: int
    mappings: int


@frozen(kw_only=True)
class Complaint:
    """The JSON object of a failure.

    Attributes:
        error: the code, for programs.
        message: the sentence, for people.
        path: of the offending member, as a JSONPath; None where it is not about one.
    """

    error: str
    message: str
    path: str | None = None


@frozen
class Refused:
    """A request that is not taken.

    Attributes:
        status_code: of HTTP, 400 to 499.
        complaint: the body.
    """

    status_code: int
    complaint: Complaint


def accept(snapshot: Snapshot, resolution: Resolution) -> tuple[int, Acceptance]:
    """Return status and body for a snapshot that was taken: 200, or 202 while it waits for a person."""
    match resolution:
        case ByResource(mapping):
            return 200, _acceptance(snapshot, "resource", mapping)
        case ByWorkspace(mapping):
            return 200, _acceptance(snapshot, "workspace", mapping)
        case AwaitsPerson():
            return 202, _acceptance(snapshot, None, None)
        case unreachable:
            assert_never(unreachable)


def _acceptance(
    snapshot: Snapshot, resolved_by: Literal["resource", "workspace"] | None, mapping: str | None
) -> Acceptance:
    return Acceptance(
        resolved_by=resolved_by,
        mapping=mapping,
        issues=len(snapshot.contents.issues),
        mappings=len(snapshot.contents.mappings),
    )
