"""What ``trackpost config`` prints with ``--json``."""

from collections.abc import Mapping
from typing import TypeAlias

from attrs import frozen
from returns.result import Result

from ..errors import Problem
from ..settings.listing import ShownSetting
from ..settings.names import SettingValue
from .report import Report, report_of, warnings_of

_Object: TypeAlias = Mapping[str, object]


@frozen(kw_only=True)
class ConfigReport(Report):
    """The JSON object of ``config get`` and ``config list``.

    Attributes:
        settings: those that have a value; each with its name, value and origin, which is null for a default.
    """

    settings: tuple[_Object, ...] | None = None


@frozen(kw_only=True)
class ConfigChangeReport(Report):
    """The JSON object of ``config set`` and ``config unset``; *name* is the setting that was changed."""

    name: str | None = None


def config_report(result: Result[tuple[ShownSetting, ...], Problem]) -> ConfigReport:
    """Return what ``config get --json`` and ``config list --json`` print for *result*."""
    return report_of(ConfigReport, result, lambda shown: ConfigReport(ok=True, settings=tuple(map(_object, shown))))


def config_change_report(result: Result[tuple[str, tuple[Problem, ...]], Problem]) -> ConfigChangeReport:
    """Return what ``config set --json`` and ``config unset --json`` print for *result*."""
    return report_of(
        ConfigChangeReport,
        result,
        lambda changed: ConfigChangeReport(ok=True, name=changed[0], warnings=warnings_of(changed[1])),
    )


def _object(shown: ShownSetting) -> _Object:
    value: SettingValue | list[str] = list(shown.value) if isinstance(shown.value, tuple) else shown.value
    return {
        "name": shown.name,
        "value": value,
        "origin": None if shown.origin is None else shown.origin.in_words,
    }
