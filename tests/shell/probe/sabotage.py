"""Ways to break a server, from which the table of sabotages is made."""

import json
from collections.abc import Callable, Mapping
from typing import TypeAlias

from attrs import define, evolve, field

from tests.support.broken_server import Answered, Asked, Forward, Sabotage, with_body, with_headers, without_header

When: TypeAlias = Callable[[Asked], bool]
Edit: TypeAlias = Callable[[Asked, Answered], Answered]

_JSON = ("content-type", "application/json")


def answered(status: int, members: Mapping[str, object]) -> Answered:
    """Return an answer with a JSON object."""
    body = json.dumps(members).encode()
    return Answered(status, (_JSON, ("content-length", str(len(body)))), body)


def refusal(status: int, code: str, path: str | None = None) -> Answered:
    """Return a refusal in the contract's form."""
    return answered(status, {"error": code, "message": "No.", "path": path})


TAKEN = answered(202, {"resolved_by": None, "mapping": None, "issues": 2, "mappings": 1})


def answering(answer: Answered, when: When = lambda _asked: True) -> Sabotage:
    """Return a server that gives *answer* without looking further."""

    async def sabotage(asked: Asked, forward: Forward) -> Answered:
        return answer if when(asked) else await forward(asked)

    return sabotage


def mending(change: Callable[[Asked], Asked]) -> Sabotage:
    """Return a server that overlooks what is wrong with a request."""

    async def sabotage(asked: Asked, forward: Forward) -> Answered:
        return await forward(change(asked))

    return sabotage


def editing(edit: Edit) -> Sabotage:
    """Return a server that answers something else than it should."""

    async def sabotage(asked: Asked, forward: Forward) -> Answered:
        return edit(asked, await forward(asked))

    return sabotage


def headers(**changes: str | None) -> Sabotage:
    """Return a server that sees other headers; None hides one."""
    named = {name.replace("_", "-"): value for name, value in changes.items()}
    return mending(lambda asked: with_headers(asked, named))


def members(change: Callable[[dict[str, object]], dict[str, object]]) -> Sabotage:
    """Return a server that sees other members of the snapshot."""

    def mended(asked: Asked) -> Asked:
        changed = json.dumps(change(json.loads(asked.body)), sort_keys=True).encode()
        sized = with_headers(asked, {"content-length": str(len(changed))})
        return evolve(sized, body=changed)

    return mending(mended)


def lacking(name: str, status: int | None = None) -> Sabotage:
    """Return a server that forgets a header of its answers."""
    return editing(lambda _asked, one: without_header(one, name) if status in {None, one.status} else one)


def answer_members(
    change: Callable[[dict[str, object]], Mapping[str, object]], when: Callable[[Answered], bool]
) -> Sabotage:
    """Return a server that answers other members."""

    def edit(_asked: Asked, one: Answered) -> Answered:
        return with_body(one, json.dumps(change(json.loads(one.body))).encode()) if when(one) else one

    return editing(edit)


def is_success(one: Answered) -> bool:
    """Say whether the request was accepted."""
    return one.status in {200, 202}


@define
class Burning:
    """A server whose key is used up by a refusal.

    Args:
        statuses: of the refusals.
    """

    statuses: set[int]
    _burnt: set[str] = field(factory=set, init=False)

    async def __call__(self, asked: Asked, forward: Forward) -> Answered:
        """Answer one request."""
        if asked.key in self._burnt:
            return refusal(422, "idempotency_key_reused")
        one = await forward(asked)
        if one.status in self.statuses:
            self._burnt.add(asked.key)
        return one


@define
class ByKeyAlone:
    """A server that does not compare bodies."""

    _kept: dict[str, Answered] = field(factory=dict, init=False)

    async def __call__(self, asked: Asked, forward: Forward) -> Answered:
        """Answer one request."""
        if asked.key not in self._kept:
            self._kept[asked.key] = await forward(asked)
            return self._kept[asked.key]
        kept = self._kept[asked.key]
        return evolve(kept, headers=(*kept.headers, ("idempotent-replayed", "true")))


@define
class Forgetting:
    """A server that forgets a key when another body comes with it."""

    _forgotten: set[str] = field(factory=set, init=False)

    async def __call__(self, asked: Asked, forward: Forward) -> Answered:
        """Answer one request."""
        key = asked.key[::-1] if asked.key in self._forgotten else asked.key
        one = await forward(with_headers(asked, {"idempotency-key": key}))
        if one.status == 422:
            self._forgotten.add(asked.key)
        return one


@define
class FirstIsRight:
    """A server that treats only the first request under a key as it should.

    Args:
        others: treats all others.
    """

    others: Sabotage
    _seen: set[str] = field(factory=set, init=False)

    async def __call__(self, asked: Asked, forward: Forward) -> Answered:
        """Answer one request."""
        is_first = asked.key not in self._seen
        self._seen.add(asked.key)
        return await (forward(asked) if is_first else self.others(asked, forward))
