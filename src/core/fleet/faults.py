"""What can be wrong with a fleet, apart from its projects."""

from typing import ClassVar, TypeAlias

from msgspec import Struct

from ..delivery.shared_ledger import UnusableLedgerUrl
from ..errors import Category, sentence
from ..project.faults import FileFault, MissingExtra
from .metrics_address import UnusableMetricsAddress
from .project import NothingFound
from .table import FleetFileFault


class NoFleetFile(Struct, frozen=True):
    """There is no fleet file in *start* or in any folder above it."""

    start: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"{self.start}: no fleet.toml here or in any folder above; write one, or name one with --config"


class ExposedFleetFile(Struct, frozen=True):
    """Other users of the machine can read the secrets in the fleet file, or write which commands it runs.

    Attributes:
        path: the file.
        mode: its permissions, in octal.
    """

    path: str
    mode: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        exposed = f"other users of this machine have access to it (mode {self.mode})"
        return f"{self.path}: {exposed}; run chmod 600 on the file"


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


class NewerState(Struct, frozen=True):
    """A newer trackpost made the state of the fleet.

    Attributes:
        path: of the state.
        found: the version of its tables.
        known: the newest version that this trackpost knows.
    """

    path: str
    found: int
    known: int
    category: ClassVar = Category.NOT_WRITTEN

    @sentence
    def message(self) -> str:
        return (
            f"{self.path}: the state of the fleet has version {self.found}, and this trackpost knows up to version "
            f"{self.known}; use the newer trackpost, or move the file away: only the outcomes of earlier runs are lost"
        )


class StateUnavailable(Struct, frozen=True):
    """The state that machines share is out of reach.

    Attributes:
        state: its URL, without what may be secret.
        reason: what the database, or its driver, says.
    """

    state: str
    reason: str
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        return f"{self.state}: cannot use the shared state of the fleet ({self.reason}); try again later"


class StateIsShared(Struct, frozen=True):
    """The command is for a fleet on one machine."""

    file: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return (
            f"{self.file}: the state of this fleet is shared, so its jobs go through a queue; "
            "use `trackpost fleet enqueue` and `trackpost fleet work`"
        )


class StateIsLocal(Struct, frozen=True):
    """The command is for a fleet on many machines."""

    file: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return (
            f"{self.file}: the state of this fleet is a file of this machine; use `trackpost fleet run` or "
            '`trackpost fleet watch`, or share it: state = "postgresql://..."'
        )


class TakenOver(Struct, frozen=True):
    """Another worker has pulled the project meanwhile, so what this one has is old."""

    category: ClassVar = Category.TEMPORARY
    message: ClassVar[str] = "another worker has taken over this project, so nothing is sent from here"


class NotOnThisMachine(Struct, frozen=True):
    """A job came to a machine whose fleet file does not lead to the project."""

    machine: str
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        return f"{self.machine} does not have this project; give each machine the same fleet file and the same folders"


class NotOfFleet(Struct, frozen=True):
    """A project is none of a fleet.

    Attributes:
        project: its folder.
        file: the fleet file.
    """

    project: str
    file: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"{self.file} does not list {self.project}; `trackpost fleet list` shows why"


class FleetFileNearby(Struct, frozen=True):
    """A project is looked at by itself, and there is a fleet file in its folder or above: it may be one of that fleet.

    Attributes:
        file: the fleet file.
        option: what makes a command look at the project as the fleet does.
    """

    file: str
    option: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return (
            f"there is a fleet file, {self.file}; if this project is one of its fleet and you trust the file, whose "
            f"commands are run, use {self.option} to look at the project as the fleet does"
        )


class FleetUnderWay(Struct, frozen=True):
    """Another run, or a watch, works on the same state."""

    path: str
    category: ClassVar = Category.TEMPORARY

    @sentence
    def message(self) -> str:
        return f"{self.path}: another run of this fleet is under way; wait until it has ended, or stop it"


FleetWarning: TypeAlias = ExposedFleetFile | NothingFound
MetricsFault: TypeAlias = UnusableMetricsAddress | MissingExtra
StateFault: TypeAlias = StateLost | NewerState | StateUnavailable
SharedFault: TypeAlias = StateIsLocal | MissingExtra
"""Why a fleet has nothing that machines share."""
FleetError: TypeAlias = (
    FileFault
    | FleetFileFault
    | NoFleetFile
    | StateFault
    | StateIsShared
    | StateIsLocal
    | FleetUnderWay
    | NotOfFleet
    | UnusableLedgerUrl
    | MetricsFault
)
"""Why a fleet cannot work at all."""
