"""``trackpost map``: which work package is worked under which issue."""

from typing import Annotated

import typer
from returns.result import Result

from ...core.map_order import MappingAdded
from ...core.mapping_report import error_report, mapping_report, mappings_report
from ...core.snapshot import Mapped
from ..service import TrackerService
from .options import AsJson, Root, project
from .out import end, say, say_columns, warn_of

mapping = typer.Typer(no_args_is_help=True)

WorkPackage = Annotated[str, typer.Option("--wp-id", metavar="WP01", help="The work package.")]
ExternalId = Annotated[
    str, typer.Option("--external-id", metavar="ID", help="The issue's id in the tracker, or its key if it is cached.")
]
ExternalKey = Annotated[
    str | None, typer.Option("--external-key", metavar="K", help="The issue's key; by default the cached one.")
]
ExternalUrl = Annotated[
    str | None, typer.Option("--external-url", metavar="U", help="The issue's page; by default the cached one.")
]


@mapping.callback()
def _mapping() -> None:
    """Map work packages to issues."""


@mapping.command()
def add(
    wp_id: WorkPackage,
    external_id: ExternalId,
    external_key: ExternalKey = None,
    external_url: ExternalUrl = None,
    root: Root = None,
    as_json: AsJson = False,
) -> None:
    """Map a work package to an issue, in place of the one that it was mapped to."""
    added = Result.do(
        added
        for folder in project(root)
        for added in TrackerService(folder).map_add(
            wp_id=wp_id, external_id=external_id, external_key=external_key, external_url=external_url
        )
    )
    end(added, _added_words, mapping_report(added), as_json=as_json)


@mapping.command("list")
def list_(root: Root = None, as_json: AsJson = False) -> None:
    """List the mappings."""
    listed = Result.do(listed for folder in project(root) for listed in TrackerService(folder).map_list())
    end(listed, _listed_words, mappings_report(listed), as_json=as_json)


@mapping.command()
def remove(wp_id: WorkPackage, root: Root = None, as_json: AsJson = False) -> None:
    """Remove the mapping of a work package."""
    removed = Result.do(
        removed for folder in project(root) for removed in TrackerService(folder).map_remove(wp_id=wp_id)
    )
    end(removed, lambda name: say(f"Removed: {name}"), error_report(removed), as_json=as_json)


def _added_words(added: MappingAdded) -> None:
    say(f"Mapped: {_in_words(added.mapped)}")
    warn_of(added.notices)


def _listed_words(listed: tuple[Mapped, ...]) -> None:
    if not listed:
        say("Nothing is mapped.")
    say_columns([(mapped.wp_id, mapped.system, mapped.external_id, mapped.external_key or "") for mapped in listed])


def _in_words(mapped: Mapped) -> str:
    key = f" ({mapped.external_key})" if mapped.external_key else ""
    return f"{mapped.wp_id} to {mapped.system} {mapped.external_id}{key}"
