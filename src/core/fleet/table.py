"""The tables of the fleet file, and what is wrong with one."""

from typing import ClassVar, TypeAlias

from msgspec import Struct

from ..errors import Category, sentence
from ..parsing.toml_table import TomlTable


class FleetFileFault(Struct, frozen=True):
    """A value of the fleet file cannot be used.

    Attributes:
        source: the file.
        line: where the value is, from 1.
        key: its dotted key.
        reason: what is wrong with it; never a secret.
    """

    source: str
    line: int
    key: str
    reason: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"{self.source}, line {self.line}: {self.key} {self.reason}"


Table: TypeAlias = TomlTable[FleetFileFault]
