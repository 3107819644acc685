"""``trackpost map``: the links from work packages to issues."""

from functools import partial
from pathlib import Path

import click
from returns.result import Result

from ...core.issues.work_packages import LinkAdded, LinkRemoved, LinksListed
from ...core.reporting.map_report import link_report, links_report, unlink_report
from . import kept, options
from .completion import linked_work_packages, work_packages
from .lazy import Group
from .output import end, warn_of
from .terminal import say, say_columns, say_done

_work_package = partial(click.option, "--wp-id", required=True, metavar="WP01", help="The work package.")


@click.group(cls=Group)
def mapping() -> None:
    """Link work packages to issues."""


@mapping.command()
@_work_package(shell_complete=work_packages)
@click.option(
    "--external-id",
    required=True,
    metavar="ID",
    help="The issue's id in the tracker, or its key if the issue is cached.",
)
@click.option("--external-key", metavar="K", help="The issue's key, if the issue is not cached.")
@click.option("--external-url", metavar="U", help="The issue's page, if it is not cached.")
@options.root
@kept.fleet
@options.as_json
def add(
    wp_id: str,
    external_id: str,
    external_key: str | None,
    external_url: str | None,
    root: Path | None,
    fleet: Path | None,
    as_json: bool,
) -> None:
    """Link a work package to an issue, replacing the link that it has."""
    added = Result.do(
        added
        for service in kept.service_of(root, fleet)
        for added in service.map_add(
            wp_id=wp_id, external_id=external_id, external_key=external_key, external_url=external_url
        )
    )
    end(added, _say_added, link_report(added) if as_json else None)


@mapping.command("list")
@options.root
@kept.fleet
@options.as_json
def list_(root: Path | None, fleet: Path | None, as_json: bool) -> None:
    """List all links."""
    listed = Result.do(listed for service in kept.service_of(root, fleet) for listed in service.map_list())
    end(listed, _say_listed, links_report(listed) if as_json else None, only_reads=True)


@mapping.command()
@_work_package(shell_complete=linked_work_packages)
@options.root
@kept.fleet
@options.as_json
def remove(wp_id: str, root: Path | None, fleet: Path | None, as_json: bool) -> None:
    """Remove the link of a work package."""
    removed = Result.do(
        removed for service in kept.service_of(root, fleet) for removed in service.map_remove(wp_id=wp_id)
    )
    end(removed, _say_removed, unlink_report(removed) if as_json else None)


def _say_added(added: LinkAdded) -> None:
    link = added.mapped
    key = f" ({link.external_key})" if link.external_key else ""
    say_done("Linked", f"{link.wp_id} to {link.system} {link.external_id}{key}")
    warn_of(added.warnings)


def _say_removed(removed: LinkRemoved) -> None:
    say_done("Unlinked", removed.wp_id)
    warn_of(removed.warnings)


def _say_listed(listed: LinksListed) -> None:
    if not listed.mapped:
        say("Nothing is linked.")
    say_columns([(one.wp_id, one.system, one.external_id, one.external_key or "") for one in listed.mapped])
    warn_of(listed.warnings)
