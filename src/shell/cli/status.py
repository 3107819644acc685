"""``trackpost status``."""

from pathlib import Path
from typing import assert_never

import click
from returns.result import Failure, Result, Success

from ...core.reporting.setup_report import Status, status_report
from ...core.result import sealed
from ..service import TrackerService
from . import options
from .options import project
from .output import end, route_in_words, say_table, warn, warn_because, warn_of
from .receipts import receipt_in_words


@click.command()
@options.root
@options.as_json
def status(root: Path | None, as_json: bool) -> None:
    """Show what this project is bound to, and what is cached for it.

    Only reads files; asks neither the tracker nor the server. Credentials are named, and never shown.
    """
    seen = Result.do(seen for folder in project(root) for seen in TrackerService(folder).status())
    end(seen, _words, lambda: status_report(seen), as_json=as_json)


def _words(seen: Status) -> None:
    binding = seen.binding
    say_table(
        {
            "provider": binding.provider,
            "workspace": binding.workspace,
            "route": route_in_words(seen.route.value_or(None)),
            "pin": route_in_words(binding.resource),
            "doctrine": binding.doctrine_mode,
            "credentials": ", ".join(seen.credentials) or "none",
            "cache": seen.cache,
            **_counted(seen),
            **_last(seen),
        }
    )
    if seen.drift is not None:
        warn_because(seen.drift)
    elif (reason := seen.route.swap().value_or(None)) is not None:
        warn_because(reason, "no routing key: ")
    if seen.missing:
        warn(f"`trackpost pull` needs credentials that are not there: {', '.join(seen.missing)}")
    warn_of(seen.warnings)


def _counted(seen: Status) -> dict[str, str]:
    match sealed(seen.count):
        case Success(count):
            since, cursor = count.checkpoint.updated_since, count.checkpoint.cursor
            return {
                "issues": str(count.issues),
                "mappings": str(count.mappings),
                "read until": since or "never to the end",
                **({} if cursor is None else {"goes on at": cursor}),
            }
        case Failure(fault):
            warn_because(fault)
            return {}
        case unreachable:
            assert_never(unreachable)


def _last(seen: Status) -> dict[str, str]:
    match sealed(seen.last):
        case Success(entry):
            return {"last receipt": "none" if entry is None else receipt_in_words(entry)}
        case Failure(fault):
            warn_because(fault)
            return {}
        case unreachable:
            assert_never(unreachable)
