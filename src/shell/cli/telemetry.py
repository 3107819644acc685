"""Lets a command export what it does, if the environment asks for that."""

import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

from .terminal import warn

if TYPE_CHECKING:
    from ..telemetry.export import Signal

_Options = ParamSpec("_Options")
_PROTOCOL = "http/protobuf"


def exported(command: Callable[_Options, None]) -> Callable[_Options, None]:
    """Let *command* export its spans and metrics, as the variables ``OTEL_*`` say.

    Without them, or without the extra ``otel``, nothing is imported.
    """

    @wraps(command)
    def run(*arguments: _Options.args, **options: _Options.kwargs) -> None:
        with _exporting(os.environ):
            command(*arguments, **options)

    return run


def _exporting(environ: Mapping[str, str]) -> AbstractContextManager[None]:
    signals = [signal for signal in signals_to_export(environ) if _can_export(signal, environ)]
    if not signals:
        return nullcontext()
    try:
        from ..telemetry.export import exporting
    except ModuleNotFoundError:  # the variables are for other programs too
        return nullcontext()
    return exporting(signals, warn)


def signals_to_export(environ: Mapping[str, str]) -> "tuple[Signal, ...]":
    """Return what is exported over OTLP: what has an endpoint, or names ``otlp`` as its exporter.

    By the specification of OpenTelemetry, an exporter without an endpoint would take one on this machine. We do not: a
    variable such as ``OTEL_SERVICE_NAME`` alone says nothing about a collector.

    >>> signals_to_export({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"})
    ('TRACES', 'METRICS')
    >>> signals_to_export({"OTEL_TRACES_EXPORTER": "otlp", "OTEL_SERVICE_NAME": "kitty"})
    ('TRACES',)
    """
    if environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return ()
    both: tuple[Signal, ...] = ("TRACES", "METRICS")
    return tuple(signal for signal in both if _is_exported(signal, environ))


def _is_exported(signal: "Signal", environ: Mapping[str, str]) -> bool:
    exporters = environ.get(f"OTEL_{signal}_EXPORTER", "").strip()
    if exporters:
        return "otlp" in map(str.strip, exporters.split(","))
    return any(environ.get(f"OTEL_EXPORTER_OTLP_{name}", "").strip() for name in ("ENDPOINT", f"{signal}_ENDPOINT"))


def _can_export(signal: "Signal", environ: Mapping[str, str]) -> bool:
    for name in (f"OTEL_EXPORTER_OTLP_{signal}_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"):
        if protocol := environ.get(name, "").strip():
            if protocol != _PROTOCOL:
                warn(f"cannot export {signal.lower()}: {name} is {protocol!r}, and only {_PROTOCOL} is supported")
            return protocol == _PROTOCOL
    return True
