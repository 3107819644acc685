"""Whether what each publish said about itself is true. Pure."""

from collections.abc import Iterator, Mapping

from .history import History, Publish, Request, Said
from .ruling import Broken, Excused, Kept, Ruling, ruled

EXIT: Mapping[str, int] = {
    "delivered": 0,
    "replayed": 0,
    "rejected": 76,
    "redirected": 76,
    "broken_protocol": 76,
    "not_allowed": 77,
    "unreachable": 69,
    "retry_later": 75,
    "effect_unknown": 75,
}
"""The exit status of each outcome."""
NOT_SENT: Mapping[str, int] = {"another_publish": 75, "no_room": 73, "busy_cache": 75}
"""The exit status of what may keep a publish from sending anything here."""
INTERRUPTED = frozenset({130, 143, -2, -15})
MARGIN = 4.0
"""Seconds: to start and to end a process, on a machine that is busy."""


def applied(history: History) -> Iterator[Ruling]:
    """`applied`: the journal has that digest under that key, and said so to this very publish."""
    entries = {(one.key, one.digest) for one in history.applied}
    for publish, said in _reports(history):
        if said.effect == "applied":
            accepted = any(_accepts(one, said) for one in history.requests_of(publish))
            holds = (said.idempotency_key, said.digest) in entries
            yield ruled(publish, None if accepted and holds else _why_not(accepted=accepted))


def _accepts(request: Request, said: Said) -> bool:
    return request.is_accepted and (request.key, request.digest) == (said.idempotency_key, said.digest)


def _why_not(*, accepted: bool) -> str:
    return "the server's journal does not have it" if accepted else "the server did not accept it in this publish"


def no_effect(history: History) -> Iterator[Ruling]:
    """`none`: the server applied nothing that this publish sent, nor anything sent earlier under the same key."""
    made = [(entry, history.makers(entry)) for entry in history.applied]
    for publish, said in _reports(history):
        if said.effect != "none":
            continue
        own = next((makers for _, makers in made if publish in makers), None)
        earlier = _unsettled(history, publish, said)
        since = next((makers[0] for entry, makers in made if entry.key == said.idempotency_key and makers), None)
        if own == [publish]:
            yield Broken(publish, "the server applied what it sent", publish.number)
        elif own is not None:
            yield Excused("another publish sent the same under the same key")
        elif since is not None and since in earlier:
            yield Broken(publish, f"the server applied what publish {since.number} sent under this key", since.number)
        else:
            yield Kept()


def _unsettled(history: History, publish: Publish, said: Said) -> list[Publish]:
    """Return the earlier publishes under the same key, if their effect was unknown to the very ledger of this one."""
    if not history.is_calm(publish.target.machine):
        return []
    earlier = [
        one
        for one in history.publishes
        if one.target == publish.target
        and one.ended <= publish.began
        and any(request.key == said.idempotency_key for request in history.requests_of(one))
    ]
    return [] if any(one.arrived for one in earlier) else earlier


def unreachable(history: History) -> Iterator[Ruling]:
    """`unreachable`: no request of this publish reached anybody."""
    for publish, said in _reports(history):
        if said.outcome == "unreachable":
            yield ruled(publish, "a request arrived" if history.requests_of(publish) else None)


def content(history: History) -> Iterator[Ruling]:
    """The snapshot is one that the cache held while the publish ran."""
    for publish in history.publishes:
        held = history.contents(publish.target, publish.began, publish.ended)
        digests = {one.digest for one in history.requests_of(publish)} - {None}
        if digests:
            yield ruled(publish, None if digests <= held else "the cache held something else")


def exit_status(history: History) -> Iterator[Ruling]:
    """The exit status agrees with the report, and both are documented."""
    for publish in history.publishes:
        if publish.never_began:
            yield Excused("Python was interrupted before the program began")
        elif not publish.was_killed:
            yield ruled(publish, _wrong_status(publish))


def _wrong_status(publish: Publish) -> str | None:
    if publish.was_interrupted and publish.status in INTERRUPTED:
        return None
    if publish.said is None:
        return f"it ended with status {publish.status}, and reported nothing"
    said = publish.said
    expected = NOT_SENT.get(said.kind or "") if said.outcome == "not_sent" else EXIT.get(said.outcome)
    if said.kind == "no_room" and not publish.has_full_disk:
        return "there was room"
    if publish.status == expected:
        return None
    return f"it ended with status {publish.status}, and reported {said.outcome} ({said.kind})"


def deadline(history: History) -> Iterator[Ruling]:
    """A publish ends by its deadline, or at once when it is continued after that."""
    for publish in history.publishes:
        allowed = max(publish.began + publish.deadline, publish.continued) + MARGIN
        late = publish.ended - allowed
        yield ruled(publish, None if late <= 0 else f"it ended {late + MARGIN:.1f} s after its deadline")


def output(history: History) -> Iterator[Ruling]:
    """Nothing that is printed has the token in it, or a traceback."""
    for publish in history.publishes:
        if publish.secret and publish.secret in publish.output:
            yield Broken(publish, "it printed its token", publish.number)
        elif "Traceback" in publish.output and not publish.never_began:
            yield Broken(publish, "it printed a traceback", publish.number)
        else:
            yield Kept()


def _reports(history: History) -> Iterator[tuple[Publish, Said]]:
    for publish in history.publishes:
        if publish.said is not None:
            yield publish, publish.said
