"""What happened in one round, as the publishers, the proxy and the server tell it. Pure."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal, TypeAlias

from attrs import field, frozen
from typing_extensions import override

Passed: TypeAlias = Literal["nothing", "a part", "everything"]
SPENDING = frozenset({400, 404, 409, 415, 422})
"""What the proxy or the server may answer that refuses a snapshot for good."""
_LAST_WORDS = ("KeyboardInterrupt", "lost sys.stderr")
"""Of a Python that is interrupted while it imports, or while it opens its own streams."""
_FRAME = re.compile(r'^ +File "(.+?)", line', re.MULTILINE)
_OF_PYTHON = "<frozen "
"""How the files in a traceback begin that Python runs before any other."""
_SLACK = 0.05
"""Seconds: the proxy and the server look at their clocks at different moments."""


@frozen(order=True)
class Target:
    """One project on one machine: it has a cache, and a chain of keys in the machine's ledger."""

    machine: str
    project: str

    @override
    def __str__(self) -> str:
        """Return it as it is printed."""
        return f"{self.machine}/{self.project}"


@frozen
class Complaint:
    """The error in a report."""

    kind: str


@frozen(kw_only=True)
class Said:
    """What a publish said when it ended: its ``--json`` report, as far as it matters here."""

    outcome: str
    effect: str | None = None
    idempotency_key: str | None = None
    digest: str | None = None
    attempts: int | None = None
    error: Complaint | None = None
    warnings: tuple[str, ...] = ()

    @property
    def arrived(self) -> bool:
        """Whether it said that the server has the snapshot."""
        return self.outcome in {"delivered", "replayed"}

    @property
    def kind(self) -> str | None:
        """The error's kind."""
        return None if self.error is None else self.error.kind


@frozen(kw_only=True)
class Publish:
    """One publisher, from its start to its end.

    Attributes:
        number: in the round, from 1.
        target: what it published.
        way: how it was started.
        deadline: seconds.
        began: when it was started.
        ended: when it was killed, or else when it was seen to have ended.
        status: its exit status; negative is the signal that ended it.
        said: None if it was killed before it said anything.
        output: everything that it printed.
        secret: the token that it was given.
        signals: those that it was sent, by name.
        continued: when it was last continued after a stop.
        has_full_disk: it could write no file.
        is_final: it published new content after all faults had ended.
    """

    number: int
    target: Target
    way: str
    deadline: float
    began: float
    ended: float
    status: int
    said: Said | None = None
    output: str = ""
    secret: str = ""
    signals: tuple[str, ...] = ()
    continued: float = 0.0
    has_full_disk: bool = False
    is_final: bool = False

    @property
    def was_killed(self) -> bool:
        """Whether it was given no chance to say anything."""
        return "SIGKILL" in self.signals and self.status == -9  # noqa: PLR2004 - SIGKILL

    @property
    def was_interrupted(self) -> bool:
        """Whether it was told to stop."""
        return not {"SIGINT", "SIGTERM"}.isdisjoint(self.signals)

    @property
    def never_began(self) -> bool:
        """Whether Python itself was interrupted, before it ran the program."""
        frames = _FRAME.findall(self.output)
        is_inside_python = bool(frames) and all(file.startswith(_OF_PYTHON) for file in frames)
        was_starting = is_inside_python or self.output.rstrip().endswith(_LAST_WORDS)
        return self.was_interrupted and self.said is None and was_starting

    @property
    def arrived(self) -> bool:
        """Whether it said that the server has the snapshot."""
        return self.said is not None and self.said.arrived

    @property
    def is_unrecorded(self) -> bool:
        """Whether it said that the ledger could not be written, or could not write it and had no chance to say so."""
        if self.said is None:
            return self.has_full_disk
        return any("cannot write the ledger" in warning for warning in self.said.warnings)


@frozen(kw_only=True)
class Request:
    """One request, as the proxy saw it.

    Attributes:
        publish: the number of the publish that sent it.
        key: its idempotency key.
        digest: of its body; None if that did not arrive in full.
        began: when its head had arrived.
        mischief: what the proxy did with it.
        passed: how much of it the server was given.
        passed_at: just before the server was given any of it.
        status: of the server's answer; None if there was none.
        answered_at: when that had arrived.
        told: the status that the publisher was given; None if it was given no whole answer.
        retry_after: the seconds that it was asked to wait.
        ended: when the proxy was done with it.
    """

    publish: int
    key: str
    digest: str | None
    began: float
    mischief: str
    passed: Passed = "nothing"
    passed_at: float = 0.0
    status: int | None = None
    answered_at: float | None = None
    told: int | None = None
    retry_after: float | None = None
    ended: float

    @property
    def is_accepted(self) -> bool:
        """Whether the server answered that it has the snapshot."""
        return self.status is not None and self.status // 100 == 2  # noqa: PLR2004 - 2xx

    def may_have_made(self, applied: "Applied") -> bool:
        """Return whether this request can be the one that the server applied."""
        return (
            self.key == applied.key
            and self.passed == "everything"
            and self.passed_at <= applied.at + _SLACK
            and (self.answered_at is None or self.answered_at >= applied.at - _SLACK)
        )


@frozen(kw_only=True)
class Applied:
    """One entry of the server's journal: a snapshot that it applied."""

    key: str
    digest: str
    at: float


@frozen(kw_only=True)
class Fault:
    """Something that was done to a machine's ledger, to the server, or to the proxy as a whole.

    Attributes:
        where: a machine, ``server`` or ``proxy``.
        what: in words.
        began: when.
        ended: when it was over; the same instant if it is one.
    """

    where: str
    what: str
    began: float
    ended: float


@frozen(kw_only=True)
class Held:
    """What a cache held for a while: the digest of its snapshot."""

    target: Target
    digest: str
    began: float
    ended: float


@frozen(kw_only=True)
class History:
    """All of one round.

    Attributes:
        publishes: by their numbers.
        requests: in the order in which they ended.
        applied: in the order in which the server applied them.
        faults: all of them.
        held: what the caches held.
        names: project and content of each digest.
        recorded: the pairs of key and digest in the ledger of each target, in the end.
    """

    publishes: tuple[Publish, ...]
    requests: tuple[Request, ...] = ()
    applied: tuple[Applied, ...] = ()
    faults: tuple[Fault, ...] = ()
    held: tuple[Held, ...] = ()
    names: Mapping[str, tuple[str, str]] = field(factory=dict)
    recorded: Mapping[Target, frozenset[tuple[str, str]]] = field(factory=dict)

    @cached_property
    def by_number(self) -> Mapping[int, Publish]:
        """The publishes by their numbers."""
        return {publish.number: publish for publish in self.publishes}

    @cached_property
    def _requests_of(self) -> Mapping[int, list[Request]]:
        found: dict[int, list[Request]] = {}
        for request in sorted(self.requests, key=lambda one: one.began):
            found.setdefault(request.publish, []).append(request)
        return found

    @cached_property
    def _applied_to(self) -> Mapping[str, list[Applied]]:
        found: dict[str, list[Applied]] = {}
        for applied in self.applied:
            found.setdefault(self.names[applied.digest][0], []).append(applied)
        return found

    @cached_property
    def projects(self) -> Iterable[str]:
        """The projects of which anything was applied."""
        return self._applied_to.keys()

    def requests_of(self, publish: Publish) -> list[Request]:
        """Return what *publish* sent, in this order."""
        return self._requests_of.get(publish.number, [])

    def applied_to(self, project: str) -> list[Applied]:
        """Return what the server applied of *project*, in this order."""
        return self._applied_to.get(project, [])

    def makers(self, applied: Applied) -> list[Publish]:
        """Return the publishes that may have sent the request that the server *applied*."""
        numbers = sorted({one.publish for one in self.requests if one.may_have_made(applied)})
        return [self.by_number[number] for number in numbers]

    def is_calm(self, machine: str) -> bool:
        """Return whether nothing happened to the ledger of *machine* in the whole round, and nobody found it locked."""
        unrecorded = any(one.is_unrecorded for one in self.publishes if one.target.machine == machine)
        return not unrecorded and all(fault.where != machine for fault in self.faults)

    def could_record(self, publish: Publish) -> bool:
        """Return whether nothing kept *publish* from writing to the ledger."""
        lasting = (one for one in self.faults if one.where == publish.target.machine and one.ended > one.began)
        silenced = publish.said is None and any(overlap(publish, one) for one in lasting)
        return not (publish.is_unrecorded or silenced)

    def contents(self, target: Target, began: float, ended: float) -> frozenset[str]:
        """Return the digests of what the cache of *target* held at any time in between."""
        kept = (one for one in self.held if one.target == target)
        return frozenset(one.digest for one in kept if one.began <= ended and one.ended >= began)

    def content(self, digest: str | None) -> str:
        """Return the name of the content that has this digest."""
        return "?" if digest is None else self.names.get(digest, ("?", "?"))[1]


def overlap(one: Publish, other: Publish | Fault) -> bool:
    """Return whether there was a moment that belongs to both."""
    return one.began <= other.ended and other.began <= one.ended
