"""Promises about the look-up of the mapping by the 4-tuple."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import evolve, field, frozen

from ...routing.route import ResourceRoute
from ..server import AwaitsPerson, ByResource, ByWorkspace, Resolution, RoutingKey, resolve_mapping
from .checks import Ask, Check, Complaint, got, script
from .exchange import Response
from .promise import PREFIX, NotObservable, Plan, Planner, Promise, Setting
from .samples import ABSENT, RESOURCE_TYPE, post_for


def probe_mappings(mappings: Mapping[RoutingKey, str]) -> Mapping[RoutingKey, str]:
    """Return the mappings of workspaces that were made for a probe; a probe publishes to no other workspace."""
    return {key: mapping for key, mapping in mappings.items() if key.workspace.startswith(PREFIX)}


@frozen
class _Rule:
    """One case of the look-up.

    Attributes:
        says: what a server does.
        keys: the routing keys that can show it, given the setting.
        outcome: what must come of the look-up of such a key.
        needs: what the file of mappings lacks if there is no such key.
        changes: what else is changed in the snapshot.
    """

    says: str
    keys: Callable[[Setting], Iterable[RoutingKey]]
    outcome: type[ByResource | ByWorkspace | AwaitsPerson]
    needs: str = ""
    changes: Mapping[str, object] = field(factory=dict)


def _unmapped(setting: Setting) -> ResourceRoute:
    return ResourceRoute(RESOURCE_TYPE, f"PROBE-{setting.seed}")


def _resources(setting: Setting) -> Iterable[RoutingKey]:
    return (key for key in setting.mappings if key.route is not None)


def _workspaces(setting: Setting) -> Iterable[RoutingKey]:
    return (key for key in setting.mappings if key.route is None)


def _other_resources(setting: Setting) -> Iterable[RoutingKey]:
    return (evolve(key, route=_unmapped(setting)) for key in setting.mappings)


def _other_types(setting: Setting) -> Iterable[RoutingKey]:
    return (
        evolve(key, route=evolve(key.route, external_resource_type="trackpost_probe"))
        for key in setting.mappings
        if key.route is not None
    )


def _other_workspaces(setting: Setting) -> Iterable[RoutingKey]:
    return (evolve(key, workspace=setting.project) for key in _resources(setting))


def _other_providers(setting: Setting) -> Iterable[RoutingKey]:
    return (evolve(key, provider=PREFIX) for key in setting.mappings)


def _other_spellings(setting: Setting) -> Iterable[RoutingKey]:
    return (evolve(key, provider=key.provider.upper()) for key in setting.mappings)


def _nobodys(setting: Setting) -> Iterable[RoutingKey]:
    return (RoutingKey("jira", setting.project, _unmapped(setting)),)


_RESOURCE = f"give --mappings with a resource in a workspace whose name begins with {PREFIX}"
_WORKSPACE = f"give --mappings with a whole workspace whose name begins with {PREFIX}"
_ONLY_RESOURCE = f"give --mappings with a resource in a workspace whose name begins with {PREFIX}, not itself mapped"

_RULES: Mapping[str, _Rule] = {
    "resource": _Rule("uses the mapping with exactly the 4-tuple", _resources, ByResource, _RESOURCE),
    "workspace": _Rule(
        "uses the mapping of the workspace if the resource has none", _other_resources, ByWorkspace, _WORKSPACE
    ),
    "no-route": _Rule("uses the mapping of the workspace without a route", _workspaces, ByWorkspace, _WORKSPACE),
    "absent-route": _Rule(
        "treats absent routing fields as null",
        _workspaces,
        ByWorkspace,
        _WORKSPACE,
        {"external_resource_type": ABSENT, "external_resource_id": ABSENT},
    ),
    "nobody": _Rule("lets a snapshot without any mapping wait", _nobodys, AwaitsPerson),
    "other-resource": _Rule(
        "never uses the mapping of another resource", _other_resources, AwaitsPerson, _ONLY_RESOURCE
    ),
    "other-type": _Rule(
        "never uses the mapping of another type of resource", _other_types, AwaitsPerson, _ONLY_RESOURCE
    ),
    "other-workspace": _Rule("never uses the mapping of another workspace", _other_workspaces, AwaitsPerson, _RESOURCE),
    "other-provider": _Rule("never uses the mapping of another provider", _other_providers, AwaitsPerson, _RESOURCE),
    "other-spelling": _Rule(
        "takes a provider in another spelling as another one", _other_spellings, AwaitsPerson, _RESOURCE
    ),
}


def _planner(rule: _Rule) -> Planner:
    def plan(setting: Setting) -> Plan | NotObservable:
        for key in rule.keys(setting):
            resolution = resolve_mapping(key, setting.mappings)
            if isinstance(resolution, rule.outcome):
                return script(Ask(post_for(setting, key, **rule.changes), _resolved(resolution)))
        return NotObservable(rule.needs)

    return plan


def _resolved(resolution: Resolution) -> Check:
    """Return a check for an answer that says how the mapping was found: 200, or 202 if there is none."""
    status, by, mapping = _expected(resolution)

    def check(response: Response, _before: Sequence[Response]) -> Complaint:
        if response.is_success and "resolved_by" not in response.members:
            return NotObservable("the answer does not say how the mapping was found")
        found = tuple(response.members.get(name) for name in ("resolved_by", "mapping"))
        if response.is_success and found != (by, mapping):
            return f"expected {_in_words(by, mapping)}, got {_in_words(*found)}"
        return None if response.status == status else got(str(status), response)

    return check


def _expected(resolution: Resolution) -> tuple[int, str | None, str | None]:
    match resolution:
        case ByResource(mapping):
            return 200, "resource", mapping
        case ByWorkspace(mapping):
            return 200, "workspace", mapping
        case AwaitsPerson():
            return 202, None, None


def _in_words(by: object, mapping: object) -> str:
    return "no mapping" if by is None and mapping is None else f"{mapping} by {by}"


PROMISES = tuple(
    Promise(name=f"lookup.{name}", section="How the server finds the mapping", says=rule.says, planner=_planner(rule))
    for name, rule in _RULES.items()
)
