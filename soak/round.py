"""One round: a world of its own, faults for some seconds, peace at the end, and the history of it all."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from time import sleep, time

from attrs import evolve, frozen

from .agenda import Agenda
from .forked import Task
from .history import Fault, History, Publish, Target
from .plan import CONTENTS, Plan, Publishing, ShutDoor, Spoiling, SpoilLedger, SpoilServer, Step
from .proxy import Proxy
from .publisher import Running, started
from .server import Server
from .spoiling import SPOILING
from .wire import token_of
from .world import MACHINES, TARGETS, Contents, World

_AT_ONCE = 10
"""Publishers: most of them wait most of the time."""
_TICK = 0.003
_HOPELESS = 20.0
"""Seconds after its deadline at which a publisher is killed."""
_PEACE = Publishing(target=TARGETS[0], way="forks", content=None, deadline=20.0, timeout=10.0)
_OTHER_TIMES = ("-40y", "-3d", "+1h", "+30y")


@frozen
class Round:
    """What a round is drawn from.

    Attributes:
        seed: of the whole soak.
        number: of the round, from 1.
        seconds: how long there are faults.
    """

    seed: int
    number: int
    seconds: float

    def chance(self, *parts: object) -> Random:
        """Return the chance for one part of the round."""
        return Random("/".join(map(str, (self.seed, self.number, *parts))))  # noqa: S311 - no secret

    def play(self, tell: Callable[[int], None]) -> tuple[History, str | None]:
        """Play it, and return what happened, and what is wrong with the server itself.

        Args:
            tell: is told how many publishes have ended, now and then.
        """
        with _world() as world, Server(world.folder) as server, Proxy(lambda *of: self.chance("proxy", *of)) as proxy:
            stage = Stage(self, world, server, proxy)
            try:
                stage.open()
                stage.trouble(tell)
                stage.calm()
                stage.close()
                return stage.history(), server.fault
            finally:
                stage.end()


@contextmanager
def _world() -> Iterator[World]:
    world = World(Path(mkdtemp(prefix="trackpost-soak-")))
    world.make()
    try:
        yield world
    finally:
        world.remove()


class Stage:
    """Everything that takes part in a round, while it is played."""

    def __init__(self, play: Round, world: World, server: Server, proxy: Proxy) -> None:
        self._round, self._world, self._server, self._proxy = play, world, server, proxy
        self._agenda = Agenda()
        self._contents = Contents(world)
        self._running: list[Running] = []
        self._ended: list[Publish] = []
        self._faults: list[Fault] = []
        self._number = 0
        self._is_server_spoilt = False

    def open(self) -> None:
        """Publish every target once, so that each has a past and a lock."""
        self._proxy.server = self._server.port
        for target in TARGETS:
            self._contents.change(target, CONTENTS[0])
            self._publish_in_peace(target)

    def trouble(self, tell: Callable[[int], None]) -> None:
        """Do what is drawn, for the time of the round."""
        chance = self._round.chance("plan")
        spoilt = frozenset(machine for machine in MACHINES if chance.random() < 0.5)  # noqa: PLR2004 - half of them
        self._proxy.is_kind = False
        end = time() + self._round.seconds
        for pause, step in Plan(TARGETS, spoilt).steps(chance):
            due = time() + pause
            while time() < due or len(self._running) >= _AT_ONCE:
                self._tick()
            if time() >= end:
                return
            self._do(step)
            tell(len(self._ended))

    def calm(self) -> None:
        """Wait until all is over: faults, publishers, and requests that are still held."""
        while self._running or len(self._agenda):
            self._tick()
        self._proxy.wait()
        self._server.wait()
        self._proxy.is_kind = True

    def close(self) -> None:
        """Publish every target as it is, and once more with content that it never had."""
        for target in TARGETS:
            self._publish_in_peace(target)
        for number, target in enumerate(TARGETS):
            self._contents.change(target, f"Z{number}")
            self._publish_in_peace(target, is_final=True)

    def history(self) -> History:
        """Return what happened."""
        calm = [target for target in TARGETS if self._was_calm(target.machine)]
        return History(
            publishes=tuple(sorted(self._ended, key=lambda publish: publish.number)),
            requests=tuple(self._proxy.requests),
            applied=self._server.applied(),
            faults=tuple(self._faults),
            held=self._contents.held(),
            names=self._contents.names,
            recorded={target: self._world.recorded(target) for target in calm},
        )

    def _was_calm(self, machine: str) -> bool:
        return all(fault.where != machine for fault in self._faults)

    def end(self) -> None:
        """Kill what still runs."""
        for running in self._running:
            running.send(signal.SIGKILL)
            running.send(signal.SIGCONT)

    def _publish_in_peace(self, target: Target, *, is_final: bool = False) -> None:
        running = self._start(evolve(_PEACE, target=target))
        running.is_final = is_final
        while self._running:
            self._tick()
        # another one may follow in the same instant, and the two must not seem to overlap
        sleep(_TICK)

    def _tick(self) -> None:
        self._agenda.do()
        self._proxy.server = self._server.port
        for running in tuple(self._running):
            publish = running.ended()
            if publish is not None:
                self._running.remove(running)
                self._ended.append(publish)
            elif time() > max(running.began + running.plan.deadline, running.continued) + _HOPELESS:
                running.send(signal.SIGKILL)
        sleep(_TICK)

    def _do(self, step: Step) -> None:
        match step:
            case Publishing():
                self._publish(step)
            case SpoilLedger(machine, how, seconds):
                with suppress(OSError):  # of a folder that is read-only
                    self._spoil_ledger(machine, how, seconds)
            case SpoilServer() if not self._is_server_spoilt:
                self._spoil_server(step)
            case ShutDoor(seconds):
                self._proxy.door.shut()
                self._note("proxy", "let nobody connect", seconds)
                self._agenda.after(seconds, self._proxy.door.open)
            case SpoilServer():
                pass

    def _publish(self, plan: Publishing) -> None:
        if plan.content is not None:
            self._contents.change(plan.target, plan.content)
        running, sent = self._start(plan), plan.signal
        if sent is not None:
            self._agenda.after(sent.after, lambda: running.send(signal.Signals[sent.name]))
            if sent.name == "SIGSTOP":
                self._agenda.after(sent.after + sent.lasts, lambda: running.send(signal.SIGCONT))

    def _start(self, plan: Publishing) -> Running:
        self._number += 1
        chance = self._round.chance("publisher", self._number)
        task = Task(
            root=self._world.root(plan.target),
            home=self._world.home(plan.target.machine),
            url=self._proxy.url,
            token=token_of(self._number),
            deadline=plan.deadline,
            timeout=plan.timeout,
            has_full_disk=plan.has_full_disk,
            jumps=str(chance.random()) if plan.way == "forks with a jumping clock" else None,
        )
        began = time()
        process = started(task, plan.way, chance.choice(_OTHER_TIMES))
        running = Running(number=self._number, plan=plan, task=task, process=process, began=began)
        self._running.append(running)
        return running

    def _spoil_ledger(self, machine: str, how: Spoiling, seconds: float) -> None:
        undo = SPOILING[how](self._world.ledger(machine))
        if how != "copied":
            self._note(machine, f"the ledger was {how}", seconds if undo else 0.0)
        if undo is not None:
            self._agenda.after(seconds, undo)

    def _spoil_server(self, step: SpoilServer) -> None:
        self._is_server_spoilt = True
        if step.how == "killed":
            self._server.kill()
            self._agenda.after(step.seconds, self._server.start)
        else:
            self._server.stop()
            self._agenda.after(step.seconds, self._server.go_on)
        self._note("server", f"was {step.how}", step.seconds)
        self._agenda.after(step.seconds, self._mend)

    def _mend(self) -> None:
        self._is_server_spoilt = False

    def _note(self, where: str, what: str, seconds: float) -> None:
        now = time()
        self._faults.append(Fault(where=where, what=what, began=now, ended=now + seconds))
