"""Why a snapshot landed on its board: each rule of the look-up in order, and what it found.

Contract: contracts/tracker-snapshot-publish.md; `resolve_mapping` in `trackpost.core.contract.server` applies them.
"""

from typing import Literal, TypeAlias

from attrs import frozen

from ..contract.server import AwaitsPerson, ByResource, ByWorkspace, Resolution, RoutingKey

Result: TypeAlias = Literal["found", "nothing", "skipped", "not tried", "waits"]


@frozen
class Rule:
    """One rule, as it went for one snapshot.

    Attributes:
        question: what it asks.
        looked_for: what it looked for, in words; None if there was nothing to look for.
        result: how it went.
        mapping: the name of the mapping that it found; None if it found none.
        why: the result in a sentence.
    """

    question: str
    looked_for: str | None
    result: Result
    mapping: str | None
    why: str


def explain_resolution(key: RoutingKey, resolution: Resolution) -> tuple[Rule, Rule, Rule]:
    """Return the three rules as they went for a snapshot with *key*.

    >>> from ..contract.server import ByWorkspace
    >>> rules = explain_resolution(RoutingKey("jira", "acme.example", None), ByWorkspace("everything"))
    >>> [rule.result for rule in rules]
    ['skipped', 'found', 'not tried']
    """
    return _by_resource(key, resolution), _by_workspace(key, resolution), _by_a_person(resolution)


def _by_resource(key: RoutingKey, resolution: Resolution) -> Rule:
    question = "Is exactly this resource mapped?"
    if key.route is None:
        return Rule(
            question, None, "skipped", None, "The snapshot names no resource, so there was nothing to look for."
        )
    looked_for = f"{_where(key)} · {key.route.in_words}"
    match resolution:
        case ByResource(mapping):
            return Rule(question, looked_for, "found", mapping, f"Mapped to {mapping}. The look-up ends here.")
        case _:
            why = "No mapping has exactly this resource. One of another resource in the workspace never fits."
            return Rule(question, looked_for, "nothing", None, why)


def _by_workspace(key: RoutingKey, resolution: Resolution) -> Rule:
    question, looked_for = "Is the whole workspace mapped?", _where(key)
    match resolution:
        case ByResource():
            return Rule(question, looked_for, "not tried", None, "The rule before has found a mapping.")
        case ByWorkspace(mapping):
            return Rule(question, looked_for, "found", mapping, f"Mapped to {mapping}. The look-up ends here.")
        case AwaitsPerson():
            return Rule(question, looked_for, "nothing", None, "The workspace has no mapping of its own.")


def _by_a_person(resolution: Resolution) -> Rule:
    question = "Does it wait for a person?"
    match resolution:
        case ByResource() | ByWorkspace():
            return Rule(question, None, "not tried", None, "A rule before has found a mapping.")
        case AwaitsPerson():
            why = "No rule found a mapping, so the snapshot is kept until a person maps its route."
            return Rule(question, None, "waits", None, why)


def _where(key: RoutingKey) -> str:
    return f"{key.provider} · {key.workspace}"
