"""``trackpost config``: the settings for all projects of this home folder."""

import os

import click
from returns.result import Result

from ...core.project.faults import NoHome
from ...core.reporting.config_report import config_change_report, config_report
from ...core.settings.listing import ShownSetting
from ...core.settings.names import in_words
from ..files.home import spec_kitty_home
from ..operations.config import Config, Warnings
from . import completion, options
from .lazy import Group
from .output import end, warn_of
from .terminal import say, say_columns

_name = click.argument("name", metavar="NAME", shell_complete=completion.settings)


@click.group(cls=Group)
def config() -> None:
    """Show and change the settings for all projects of this home folder."""


@config.command(name="set")
@_name
@click.argument("words", metavar="VALUE...", nargs=-1, required=True)
@options.as_json
def put(name: str, words: tuple[str, ...], as_json: bool) -> None:
    """Set a setting: server-url, keyring, or credentials.TRACKER.command.

    The value of a command is a program with its arguments, one word each; write -- before NAME if one of them begins
    with a hyphen. The value is checked, and stored in trackpost/config.toml of the home folder.
    """
    changed = Result.do(changed for home in _settings() for changed in home.put(name, words))
    end(changed, lambda done: _say_changed("Set", done), config_change_report(changed) if as_json else None)


@config.command()
@_name
@options.as_json
def unset(name: str, as_json: bool) -> None:
    """Remove the value of a setting, so that it has its default again."""
    changed = Result.do(changed for home in _settings() for changed in home.remove(name))
    end(changed, lambda done: _say_changed("Unset", done), config_change_report(changed) if as_json else None)


@config.command()
@_name
@options.as_json
def get(name: str, as_json: bool) -> None:
    """Print the value of a setting, wherever it comes from. Exits 78 if it has none."""
    shown = Result.do(shown for home in _settings() for shown in home.value(name))
    report = config_report(shown.map(lambda one: (one,))) if as_json else None
    end(shown, lambda one: say(in_words(one.value)), report, only_reads=True)


@config.command(name="list")
@click.option("--show-origin", is_flag=True, help="Show where each value comes from.")
@options.as_json
def listing(show_origin: bool, as_json: bool) -> None:
    """List the settings that have a value."""
    listed = Result.do(listed for home in _settings() for listed in home.listed())
    end(
        listed,
        lambda settings: say_columns([_columns(shown, with_origin=show_origin) for shown in settings]),
        config_report(listed) if as_json else None,
        only_reads=True,
    )


def _settings() -> Result[Config, NoHome]:
    return spec_kitty_home(os.environ).map(lambda home: Config(home, os.environ))


def _say_changed(what: str, done: tuple[str, Warnings]) -> None:
    name, warnings = done
    say(f"{what}: {name}")
    warn_of(warnings)


def _columns(shown: ShownSetting, *, with_origin: bool) -> tuple[str, ...]:
    origin = "default" if shown.origin is None else shown.origin.in_words
    return (shown.name, in_words(shown.value), *((origin,) if with_origin else ()))
