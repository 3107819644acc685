"""The forms about routes: what a given one would find, and the mapping that a person makes."""

from collections.abc import Mapping
from typing import ClassVar

from attrs import frozen
from returns.result import Failure, Result, Success

from ..contract.server import RoutingKey
from ..errors import Category, sentence
from ..parsing.text import UnusableText, usable_text
from ..routing.providers import normalize_provider
from ..routing.route import ResourceRoute, parse_halves

_LONGEST = 200


@frozen(kw_only=True)
class RouteForm:
    """A 4-tuple as it was typed; an empty text where nothing was."""

    provider: str
    workspace: str
    resource_type: str
    resource_id: str

    @classmethod
    def of(cls, typed: Mapping[str, str]) -> "RouteForm":
        """Return what a form holds."""
        return cls(
            provider=typed.get("provider", "").strip(),
            workspace=typed.get("workspace", "").strip(),
            resource_type=typed.get("resource_type", "").strip(),
            resource_id=typed.get("resource_id", "").strip(),
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.provider or self.workspace or self.resource_type or self.resource_id)


@frozen
class HalfARoute:
    """Only one of type and id was typed."""

    missing: str
    category: ClassVar = Category.USAGE

    @sentence
    def message(self) -> str:
        return f"a resource has a type and an id; add the {self.missing}, or leave both empty for the whole workspace"


@frozen
class TooLong:
    """The name of a mapping is longer than anybody reads."""

    category: ClassVar = Category.USAGE

    @sentence
    def message(self) -> str:
        return f"the name of a mapping has at most {_LONGEST} characters"


FormError = UnusableText | HalfARoute | TooLong


def parse_route_form(form: RouteForm) -> Result[RoutingKey, FormError]:
    """Return the 4-tuple that was typed, or the first thing that is wrong with it.

    >>> parse_route_form(RouteForm(provider="Jira", workspace="acme.example", resource_type="", resource_id=""))
    <Success: RoutingKey(provider='jira', workspace='acme.example', route=None)>
    """
    return Result.do(
        RoutingKey(normalize_provider(provider), workspace, route)
        for provider in usable_text("the provider", form.provider)
        for workspace in usable_text("the workspace", form.workspace)
        for route in _route(form)
    )


def parse_mapping_form(typed: Mapping[str, str]) -> Result[tuple[RoutingKey, str], FormError]:
    """Return the 4-tuple and the name of its mapping, or the first thing that is wrong with them."""
    return Result.do(
        (key, mapping)
        for key in parse_route_form(RouteForm.of(typed))
        for mapping in usable_text("the name of the mapping", typed.get("mapping", ""))
        for _ in _short(mapping)
    )


def _route(form: RouteForm) -> Result[ResourceRoute | None, HalfARoute]:
    return parse_halves(form.resource_type or None, form.resource_id or None).alt(HalfARoute)


def _short(mapping: str) -> Result[None, TooLong]:
    return Success(None) if len(mapping) <= _LONGEST else Failure(TooLong())
