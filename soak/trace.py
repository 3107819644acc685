"""The history of one target, as far as it matters for a statement that was broken. Pure."""

from collections.abc import Iterator

from .history import Applied, Fault, History, Publish, Request
from .ruling import Broken, Statement

_BEFORE = 12
"""How many publishes of the target are shown if the statement is not about a certain one."""


def trace(history: History, statement: Statement, broken: Broken) -> str:
    """Return what was said, and everything that happened to the target since, in the order of time."""
    publish = broken.publish
    since = broken.since or _some_before(history, publish)
    began = min(one.began for one in history.publishes if one.number >= since)
    lines = sorted(line for line in _lines(history, publish, since) if began <= line[0] <= publish.ended + 1.0)
    told = [f"  {at - began:8.3f}  {words}" for at, words in lines]
    said = f"{statement.name} ({statement.document}: {statement.words})"
    heading = f"publish {publish.number} of {publish.target}: {broken.why}"
    return "\n".join((f"BROKEN: {said}", heading, *told, f"It printed: {publish.output.strip() or 'nothing'}"))


def _some_before(history: History, publish: Publish) -> int:
    project = publish.target.project
    numbers = [
        one.number for one in history.publishes if one.target.project == project and one.number <= publish.number
    ]
    return numbers[-_BEFORE:][0]


def _lines(history: History, about: Publish, since: int) -> Iterator[tuple[float, str]]:
    """Return what happened, each with its time: of the project, of the machine's ledger, of the server."""
    project = about.target.project
    for publish in history.publishes:
        if publish.target.project == project and publish.number >= since:
            yield publish.began, f"publish {publish.number} of {publish.target} begins: {publish.way}"
            yield publish.ended, _end(history, publish)
            for request in history.requests_of(publish):
                yield request.began, _request(history, request)
    for applied in history.applied_to(project):
        yield applied.at, _applied(history, applied)
    for held in history.held:
        if held.target == about.target:
            yield held.began, f"the cache of {held.target} changes to {history.content(held.digest)}"
    for fault in history.faults:
        if fault.where in {about.target.machine, "server", "proxy"}:
            yield fault.began, _fault(fault)


def _end(history: History, publish: Publish) -> str:
    how = f"publish {publish.number} ends: status {publish.status}"
    if publish.signals:
        how += f" after {', '.join(publish.signals)}"
    said = publish.said
    if said is None:
        return f"{how}, nothing said"
    key = (said.idempotency_key or "no key")[:8]
    told = f"{how}, {said.outcome} ({said.kind}), effect {said.effect}, {history.content(said.digest)} under {key}"
    return "; ".join((told, *said.warnings))


def _request(history: History, request: Request) -> str:
    answered = "" if request.status is None else f", the server answered {request.status}"
    told = "nothing" if request.told is None else request.told
    done = f"passed {request.passed} on{answered}, told {told}, took {request.ended - request.began:.3f} s"
    content = history.content(request.digest)
    return f"request of publish {request.publish}: {content} under {request.key[:8]}: {request.mischief}: {done}"


def _applied(history: History, applied: Applied) -> str:
    makers = ", ".join(str(maker.number) for maker in history.makers(applied))
    return f"the server applies {history.content(applied.digest)} under {applied.key[:8]}, of publish {makers or '?'}"


def _fault(fault: Fault) -> str:
    lasts = f" for {fault.ended - fault.began:.3f} s" if fault.ended > fault.began else ""
    return f"{fault.where}: {fault.what}{lasts}"
