"""What is done in a round, drawn from a seed before it begins. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Literal, TypeAlias, get_args

from attrs import frozen

from .history import Target

Way: TypeAlias = Literal["forks", "forks with a jumping clock", "commands", "commands with another time"]
SignalName: TypeAlias = Literal["SIGKILL", "SIGSTOP", "SIGINT", "SIGTERM"]
Spoiling: TypeAlias = Literal[
    "copied", "deleted", "replaced by garbage", "restored", "removed and restored", "locked", "read-only"
]
"""What is done to a ledger. Copied: for it to be restored later, which is no fault yet."""
ServerFault: TypeAlias = Literal["killed", "stopped"]

CONTENTS = ("A", "B", "C", "D")
"""What a cache holds in turn. The last one is large."""


@frozen(kw_only=True)
class Signalling:
    """A signal to a publisher.

    Attributes:
        name: of the signal.
        after: seconds from the start.
        lasts: seconds until a stopped one is continued.
    """

    name: SignalName
    after: float
    lasts: float = 0.0


@frozen(kw_only=True)
class Publishing:
    """Publish a project.

    Attributes:
        target: which.
        way: how the publisher is started.
        content: what the cache is changed to first; None leaves it.
        deadline: seconds.
        timeout: seconds for each wait.
        signal: what it is sent.
        has_full_disk: it can write no file.
    """

    target: Target
    way: Way
    content: str | None
    deadline: float
    timeout: float
    signal: Signalling | None = None
    has_full_disk: bool = False


@frozen
class SpoilLedger:
    """Do something to the ledger of a machine, for so many seconds if it lasts."""

    machine: str
    how: Spoiling
    seconds: float


@frozen
class SpoilServer:
    """Kill or stop the server, for so many seconds."""

    how: ServerFault
    seconds: float


@frozen
class ShutDoor:
    """Let nobody connect, for so many seconds."""

    seconds: float


Step: TypeAlias = Publishing | SpoilLedger | SpoilServer | ShutDoor

_KINDS: Mapping[str, int] = {"publish": 80, "ledger": 10, "server": 4, "door": 3}
_WAYS: Mapping[Way, int] = {
    "forks": 80,
    "forks with a jumping clock": 12,
    "commands": 6,
    "commands with another time": 2,
}
_SIGNALS: Mapping[SignalName | None, int] = {None: 55, "SIGKILL": 25, "SIGSTOP": 8, "SIGINT": 6, "SIGTERM": 6}
_DEADLINES = (0.4, 0.4, 1.0, 1.0, 2.0, 4.0)
_PATIENT = (3.0, 4.0)
"""Seconds, where the ledger must know everything: a publish in a hurry does not wait until others have written it."""
_SHORTEST_TIMEOUT = 0.5
_MEAN_PAUSE = 0.06
"""Seconds between two steps."""


@frozen
class Plan:
    """What may be done in a round.

    Attributes:
        targets: what is published.
        spoilt: the machines whose ledgers may be spoilt; those of the others must know everything.
    """

    targets: Sequence[Target]
    spoilt: frozenset[str]

    def steps(self, chance: Random) -> Iterator[tuple[float, Step]]:
        """Return steps without end, each with the seconds to wait before it."""
        while True:
            pause = chance.expovariate(1 / _MEAN_PAUSE)
            (kind,) = chance.choices(tuple(_KINDS), tuple(_KINDS.values()))
            step = self._step(kind, chance)
            if step is not None:
                yield pause, step

    def _step(self, kind: str, chance: Random) -> Step | None:
        match kind:
            case "publish":
                return self._publishing(chance)
            case "ledger":
                machine = chance.choice(sorted({target.machine for target in self.targets}))
                spoil = SpoilLedger(machine, chance.choice(get_args(Spoiling)), chance.uniform(0.1, 1.5))
                return spoil if machine in self.spoilt else None
            case "server":
                return SpoilServer(chance.choice(get_args(ServerFault)), chance.uniform(0.1, 1.5))
            case _:
                return ShutDoor(chance.uniform(0.1, 1.0))

    def _publishing(self, chance: Random) -> Publishing:
        target = chance.choice(self.targets)
        deadline = chance.choice(_DEADLINES if target.machine in self.spoilt else _PATIENT)
        return Publishing(
            target=target,
            way=chance.choices(tuple(_WAYS), tuple(_WAYS.values()))[0],
            content=chance.choice(CONTENTS) if chance.random() < 0.5 else None,  # noqa: PLR2004 - every second one
            deadline=deadline,
            timeout=chance.uniform(_SHORTEST_TIMEOUT, max(deadline, _SHORTEST_TIMEOUT)),
            signal=_signal(chance),
            has_full_disk=chance.random() < 0.1 and target.machine in self.spoilt,  # noqa: PLR2004 - a tenth
        )


def _signal(chance: Random) -> Signalling | None:
    (name,) = chance.choices(tuple(_SIGNALS), tuple(_SIGNALS.values()))
    if name is None:
        return None
    soon = chance.random() < 0.7  # noqa: PLR2004 - most of them while it is still at work
    return Signalling(name=name, after=chance.uniform(0.0, 0.1 if soon else 1.5), lasts=chance.uniform(0.05, 2.0))
