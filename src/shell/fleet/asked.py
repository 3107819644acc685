"""Whom a job asks, and whose credential it shows: limits and brakes count by both."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from ...core.fleet.outcome import Credential
from ...core.fleet.project import FleetProject
from ...core.routing.credentials import read_credential
from ...core.routing.given import secret_of
from ...core.routing.providers import row_of
from ..runtime import Runtime
from .failures import Hosts
from .file import FleetSource
from .loading import TOKEN

NOBODY = Credential("", "")


def asked_by(source: FleetSource, project: FleetProject, runtime: Runtime, environ: Mapping[str, str]) -> Hosts:
    """Return the tracker and the server of a project, each with the place that its credential is from."""
    return Hosts(_tracker(source, project, runtime), _server(source, project, environ))


def _tracker(source: FleetSource, project: FleetProject, runtime: Runtime) -> Credential:
    provider, address = runtime.binding.provider, row_of(runtime.binding.provider).address
    if address is None:
        return NOBODY
    key, usual = address
    host = _host(read_credential(provider, runtime.credentials, key).value_or(usual))
    own, secret = project.credentials, secret_of(provider)
    origin = runtime.credentials.origins.get(secret or "")
    if own is not None and (own.command or secret in own.members):
        return Credential(host, project.name)
    if origin is not None and origin.source == "environment":
        return Credential(host, origin.in_words)
    return Credential(host, "fleet" if provider in source.file.credentials else project.home)


def _server(source: FleetSource, project: FleetProject, environ: Mapping[str, str]) -> Credential:
    is_given = source.file.server_credentials is not None or TOKEN in environ
    holder = "fleet" if is_given else project.home
    return Credential(_host(source.file.endpoint.url), f"{holder} (server)")  # it may have the host of the tracker


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
