"""What is wrong with a TOML file that people write."""

from typing import ClassVar

from msgspec import Struct

from ..errors import Category, sentence


class TomlFault(Struct, frozen=True):
    """A value of a TOML file cannot be used; each kind of file has an error of its own.

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
