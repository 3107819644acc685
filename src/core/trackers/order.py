"""What a pull is asked for."""

from typing import TypedDict

from msgspec import Struct


class PullOptions(TypedDict, total=False):
    """How to pull, as keyword arguments, each of which may be left out.

    Attributes:
        limit: stop when that many issues are read, or a few more; by default read all.
        full: read the whole list, and remove what it no longer holds.
        full_every: after how many days a pull is a full one by itself; by default 7.
        drop_foreign: first remove cached issues that belong to another project or workspace.
        allow_shrink: remove what is gone even if it is more than half of the cached issues.
        insecure_http: allow plain http to another machine.
        deadline_seconds: for the whole pull; by default an hour. The next pull goes on where this one stopped.
    """

    limit: int | None
    full: bool
    full_every: int
    drop_foreign: bool
    allow_shrink: bool
    insecure_http: bool
    deadline_seconds: float


class PullOrder(Struct, frozen=True, kw_only=True):
    """The same with the defaults of what was left out."""

    limit: int | None = None
    full: bool = False
    full_every: int = 7
    drop_foreign: bool = False
    allow_shrink: bool = False
    insecure_http: bool = False
    deadline_seconds: float = 3600.0
