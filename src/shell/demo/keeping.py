"""What a demo leaves to a person who goes on with it: a project, its home, and what the server knows."""

import shlex
from collections.abc import Mapping
from pathlib import Path

import msgspec
from attrs import frozen

from ...core.contract.server import RoutingKey
from ...core.routing.route import wire_fields
from .sample import Sample
from .story import JOURNAL, MAPPINGS, TOKEN, begin


@frozen
class Kept:
    """The folder of a demo whose story has been told.

    Attributes:
        folder: an absolute path.
        url: of the server.
    """

    folder: Path
    url: str

    @property
    def project(self) -> Path:
        """The project, bound to ACME with three issues."""
        return Sample(self.folder).root

    @property
    def environment(self) -> Path:
        """A file for a shell to read: with its variables, every command finds the demo's own files and server."""
        return self.folder / "env.sh"

    @property
    def serving_again(self) -> str:
        """The command that starts the server again, with what it has received."""
        words = ["trackpost", "serve", "--port", self.url.rpartition(":")[2]]
        return shlex.join([*words, "--data", str(self.folder / JOURNAL), "--mappings", str(self._mappings)])

    def write(self) -> None:
        """Put the project back to the beginning of the story, and write the environment and the server's mappings."""
        sample = Sample(self.folder)
        begin(sample)
        variables = {"SPEC_KITTY_HOME": str(sample.home), "SAAS_API_URL": self.url, "SAAS_AUTH_TOKEN": TOKEN}
        lines = (f"export {name}={shlex.quote(text)}\n" for name, text in variables.items())
        self.environment.write_text("".join(lines), encoding="utf-8")
        rows = [_row(key, mapping) for key, mapping in MAPPINGS.items()]
        self._mappings.write_bytes(msgspec.json.format(msgspec.json.encode(rows)) + b"\n")

    @property
    def _mappings(self) -> Path:
        return self.folder / "mappings.json"


def _row(key: RoutingKey, mapping: str) -> Mapping[str, str]:
    resource_type, resource_id = wire_fields(key.route)
    members = {
        "provider": key.provider,
        "workspace": key.workspace,
        "external_resource_type": resource_type,
        "external_resource_id": resource_id,
        "mapping": mapping,
    }
    return {name: text for name, text in members.items() if text is not None}
