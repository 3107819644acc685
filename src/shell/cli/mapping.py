"""``trackpost map``: which work package is worked under which issue."""

from pathlib import Path

import click
from returns.result import Result

from ...core.issues.model import WorkPackageLink
from ...core.issues.work_packages import LinkAdded, LinkRemoved, LinksListed
from ...core.reporting.map_report import link_report, links_report, unlink_report
from ..service import TrackerService
from . import options
from .options import project
from .output import end, say, say_columns, warn_of

_work_package = click.option("--wp-id", required=True, metavar="WP01", help="The work package.")


@click.group()
def mapping() -> None:
    """Map work packages to issues."""


@mapping.command()
@_work_package
@click.option(
    "--external-id",
    required=True,
    metavar="ID",
    help="The issue's id in the tracker, or its key if it is cached.",
)
@click.option("--external-key", metavar="K", help="The issue's key; by default the cached one.")
@click.option("--external-url", metavar="U", help="The issue's page; by default the cached one.")
@options.root
@options.as_json
def add(
    wp_id: str,
    external_id: str,
    external_key: str | None,
    external_url: str | None,
    root: Path | None,
    as_json: bool,
) -> None:
    """Map a work package to an issue, in place of the one that it was mapped to."""
    added = Result.do(
        added
        for folder in project(root)
        for added in TrackerService(folder).map_add(
            wp_id=wp_id, external_id=external_id, external_key=external_key, external_url=external_url
        )
    )
    end(added, _added_words, lambda: link_report(added), as_json=as_json)


@mapping.command("list")
@options.root
@options.as_json
def list_(root: Path | None, as_json: bool) -> None:
    """List the mappings."""
    listed = Result.do(listed for folder in project(root) for listed in TrackerService(folder).map_list())
    end(listed, _listed_words, lambda: links_report(listed), as_json=as_json)


@mapping.command()
@_work_package
@options.root
@options.as_json
def remove(wp_id: str, root: Path | None, as_json: bool) -> None:
    """Remove the mapping of a work package."""
    removed = Result.do(
        removed for folder in project(root) for removed in TrackerService(folder).map_remove(wp_id=wp_id)
    )
    end(removed, _removed_words, lambda: unlink_report(removed), as_json=as_json)


def _added_words(added: LinkAdded) -> None:
    say(f"Linked: {_in_words(added.mapped)}")
    warn_of(added.warnings)


def _removed_words(removed: LinkRemoved) -> None:
    say(f"Removed: {removed.wp_id}")
    warn_of(removed.warnings)


def _listed_words(listed: LinksListed) -> None:
    if not listed.mapped:
        say("Nothing is mapped.")
    say_columns([(one.wp_id, one.system, one.external_id, one.external_key or "") for one in listed.mapped])
    warn_of(listed.warnings)


def _in_words(mapped: WorkPackageLink) -> str:
    key = f" ({mapped.external_key})" if mapped.external_key else ""
    return f"{mapped.wp_id} to {mapped.system} {mapped.external_id}{key}"
