"""What can be wrong with a fleet, apart from its projects."""

from typing import ClassVar, TypeAlias

from msgspec import Struct

from ..errors import Category, sentence
from ..parsing.text import shortened
from ..project.faults import FileFault, MissingExtra
from .metrics_address import UnusableMetricsAddress
from .table import FleetFileFault


class NoFleetFile(Struct, frozen=True):
    """There is no fleet file in *start* or in any folder above it."""

    start: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"{self.start}: no fleet.toml here or in any folder above; write one, or name one with --config"


class StateLost(Struct, frozen=True):
    """The state of the fleet cannot be read or written.

    Attributes:
        path: of the state.
        reason: what the database, or the operating system, says.
    """

    path: str
    reason: str
    category: ClassVar = Category.NOT_WRITTEN

    @sentence
    def message(self) -> str:
        return (
            f"{self.path}: cannot use the state of the fleet ({self.reason}); if it is damaged, move it away: "
            "only the outcomes of earlier runs are lost"
        )


class FleetUnderWay(Struct, frozen=True):
    """Another run, or a watch, works on the same state."""

    path: str
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        return f"{self.path}: another run of this fleet is under way; wait until it has ended, or stop it"


class CredentialsCommandFailed(Struct, frozen=True):
    """A command of the fleet file did not print credentials.

    Attributes:
        holder: the tracker, or the server, that they are for.
        program: its name, without its arguments, which may be secret.
        reason: what is wrong; never what the command printed on standard output.
    """

    holder: str
    program: str
    reason: str
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        return f"the credentials command of {self.holder}, {self.program}, {shortened(self.reason)}"


MetricsFault: TypeAlias = UnusableMetricsAddress | MissingExtra
FleetError: TypeAlias = FileFault | FleetFileFault | NoFleetFile | StateLost | FleetUnderWay | MetricsFault
"""Why a fleet cannot work at all."""
