"""How often each thing was done, and what the checks came to. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator

from .history import History
from .ruling import Broken, Excused, Kept, Ruling, Statement


class Tally:
    """Counts over all rounds, in the order in which things are first counted."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()
        self.kept: Counter[str] = Counter()
        self.excused: Counter[str] = Counter()
        self.broken = 0

    def count(self, history: History) -> None:
        """Count what was done in a round."""
        self.done.update(_done(history))

    def rule(self, statement: Statement, rulings: Iterable[Ruling]) -> list[Broken]:
        """Count what the check of a statement came to, and return where it was broken."""
        broken = []
        self.kept[statement.name] += 0
        for ruling in rulings:
            match ruling:
                case Kept():
                    self.kept[statement.name] += 1
                case Excused(reason):
                    self.excused[f"{statement.name}: {reason}"] += 1
                case Broken():
                    broken.append(ruling)
        self.broken += len(broken)
        return broken

    @property
    def progress(self) -> str:
        """One line."""
        return f"{self.done['rounds']} rounds, {self.done['publishes']:,} publishes, {self.verdict}"

    @property
    def verdict(self) -> str:
        """Whether anything that was said was false."""
        return f"{self.broken} statements were broken" if self.broken else "nothing that was said was false"

    def table(self) -> str:
        """Return everything that was counted, in three parts, each in the order of names."""
        parts = {"done": self.done, "checked": self.kept, "excused": self.excused}
        return "\n\n".join("\n".join(_part(title, counts)) for title, counts in parts.items() if counts)


def _part(title: str, counts: "Counter[str]") -> Iterator[str]:
    yield title
    for name, count in sorted(counts.items()):
        yield f"  {count:>8,}  {name}"


def _done(history: History) -> Iterator[str]:
    yield "rounds"
    for publish in history.publishes:
        yield "publishes"
        yield f"publishes: {publish.way}"
        yield f"publishes: with status {publish.status}"
        yield from (f"publishes: sent {name}" for name in publish.signals)
        if publish.has_full_disk:
            yield "publishes: with a full disk"
        if publish.said is not None:
            yield f"reports: {publish.said.outcome}"
            yield f"reports: effect {publish.said.effect}"
    for request in history.requests:
        yield f"requests: {request.mischief}"
    for fault in history.faults:
        where = fault.where if fault.where in {"server", "proxy"} else "machine"
        yield f"faults: {where}: {fault.what}"
    yield from ("snapshots applied" for _ in history.applied)
