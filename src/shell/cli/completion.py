"""``trackpost completion``, and the values that it offers: how a command line can go on.

Nothing here asks a tracker, a server or a database of another machine, because a person waits at the Tab key.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from .terminal import say_bytes

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

VARIABLE = "_TRACKPOST_COMPLETE"
"""The environment variable in which the script of a shell asks."""
_SHELLS = ("bash", "zsh", "fish")
_PLAIN = re.compile(r"[\w.@/-]+", re.ASCII)
"""A word that every shell takes as it stands; what a file holds otherwise is not offered."""
_WORK_PACKAGE = re.compile(r"WP\d+")

_Item: TypeAlias = "CompletionItem[str]"


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS), metavar="SHELL")
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print a script that completes commands, options and values in a shell.

    Completes trackers, the keys of receipts, and work packages too. For bash, add this line to ~/.bashrc:

        eval "$(trackpost completion bash)"

    For zsh, add the same with zsh to ~/.zshrc, below compinit. For fish:

        trackpost completion fish > ~/.config/fish/completions/trackpost.fish
    """
    from click.shell_completion import get_completion_class

    program = context.find_root()
    made = get_completion_class(shell)
    if made is not None:
        asking = made(program.command, {}, str(program.info_name), VARIABLE)
        say_bytes((asking.source_template % asking.source_vars()).encode())


def providers(_context: click.Context, _option: click.Parameter, begun: str) -> list[_Item]:
    """Offer the trackers that a project can be bound to."""
    from ...core.routing.providers import PROVIDERS

    return _offered(((name, "") for name in PROVIDERS), begun)


def doctrine_modes(_context: click.Context, _option: click.Parameter, begun: str) -> list[_Item]:
    """Offer the doctrine modes of a binding."""
    from ...core.project.binding import DOCTRINE_MODES

    return _offered(((mode, "") for mode in DOCTRINE_MODES), begun)


def settings(_context: click.Context, _argument: click.Parameter, begun: str) -> list[_Item]:
    """Offer the names of the settings."""
    from ...core.settings.names import SETTINGS

    return _offered(((name, "") for name in SETTINGS), begun)


def keys(context: click.Context, _argument: click.Parameter, begun: str) -> list[_Item]:
    """Offer the keys of the newest receipts, cut to what a person is shown; none of another ledger."""
    from ..service import TrackerService
    from .output import KEY_HEAD

    is_elsewhere = any(context.params.get(name) is not None for name in ("ledger", "fleet"))
    entries = () if is_elsewhere else TrackerService(Path()).receipts().value_or(())
    length = max(KEY_HEAD, len(begun))
    return _offered(((one.key[:length], f"{one.began_at} {one.outcome or 'unfinished'}") for one in entries), begun)


def promises(_context: click.Context, _option: click.Parameter, begun: str) -> list[_Item]:
    """Offer the promises of the contract that a probe looks into."""
    from ...core.contract.probe.table import PROMISES

    return _offered(((promise.name, promise.says) for promise in PROMISES), begun)


def fleet_projects(context: click.Context, _option: click.Parameter, begun: str) -> list[_Item]:
    """Offer the folders of the projects of the fleet."""
    from .fleet.options import fleet_of

    fleet = fleet_of(context.params.get("config")).value_or(None)
    paths = () if fleet is None else (Path(found.path) for found in fleet.projects())
    return _offered(((path.name, str(path.parent)) for path in paths), begun)


def linked_work_packages(context: click.Context, _option: click.Parameter, begun: str) -> list[_Item]:
    """Offer the work packages of the project that are linked to an issue."""
    return _offered(_linked(_project(context)), begun)


def work_packages(context: click.Context, _option: click.Parameter, begun: str) -> list[_Item]:
    """Offer the work packages of the project: those of its specifications, and those that are linked already."""
    folder = _project(context)
    linked = dict(_linked(folder))
    described = dict.fromkeys(sorted(_described(folder)), "")
    return _offered((described | linked).items(), begun)


def _project(context: click.Context) -> Path | None:
    from .options import project

    return project(context.params.get("root")).value_or(None)


def _linked(folder: Path | None) -> Iterator[tuple[str, str]]:
    from ..service import TrackerService

    listed = None if folder is None else TrackerService(folder).map_list().value_or(None)
    for one in () if listed is None else listed.mapped:
        yield one.wp_id, f"linked to {one.system}"


def _described(folder: Path | None) -> Iterator[str]:
    """Return the ids in the names of the files that Spec Kitty keeps for work packages, such as ``WP01-set-up.md``."""
    for path in () if folder is None else folder.glob("kitty-specs/*/tasks/**/WP*.md"):
        found = _WORK_PACKAGE.match(path.name)
        if found is not None:
            yield found[0]


def _offered(values: Iterable[tuple[str, str]], begun: str) -> list[_Item]:
    from click.shell_completion import CompletionItem

    return [
        CompletionItem(value, help=words or None)
        for value, words in dict(values).items()
        if value.startswith(begun) and _PLAIN.fullmatch(value)
    ]
