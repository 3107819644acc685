"""Reads the file that lists the mappings of a server."""

from collections.abc import Mapping
from pathlib import Path

from returns.result import Result, Success

from ...core.contract.server import RoutingKey
from ...core.contract.server_setup import parse_mapping_table
from ...core.project.faults import FileFault, MalformedFile
from .reading import printable, read_text


def read_mapping_table(path: Path | None) -> Result[Mapping[RoutingKey, str], FileFault]:
    """Return the mappings in the file at *path*, as `parse_mapping_table` takes them; without a path, none."""
    if path is None:
        return Success({})
    return Result.do(
        table
        for text in read_text(path)
        for table in parse_mapping_table(text.encode()).alt(
            lambda fault: MalformedFile(printable(path), "mapping table", f"{fault.path}: {fault.reason}")
        )
    )
