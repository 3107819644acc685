"""The tables of the fleet file, and what is wrong with one."""

from typing import TypeAlias

from ..parsing.toml_fault import TomlFault
from ..parsing.toml_table import TomlTable


class FleetFileFault(TomlFault, frozen=True):
    """A value of the fleet file cannot be used."""


Table: TypeAlias = TomlTable[FleetFileFault]
