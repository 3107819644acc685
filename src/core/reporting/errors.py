"""The union of all errors. Apart from the reports, because it imports the module of every error."""

from typing import TypeAlias

from ..contract.probe.review import ProbeError
from ..contract.server_setup import ServeError
from ..delivery.history import ReceiptsError
from ..delivery.move import MoveLedgerError
from ..delivery.receipt import PublishError
from ..fleet.faults import FleetError, NotOnThisMachine, TakenOver
from ..issues.work_packages import MapError
from ..project.bind import BindError, UnbindError
from ..routing.given import CredentialsCommandFailed
from ..routing.route import RoutingError
from ..settings.names import SettingNotSet
from ..trackers.pulled import PullError

TrackpostError: TypeAlias = (
    PublishError
    | ServeError
    | ProbeError
    | BindError
    | UnbindError
    | PullError
    | MapError
    | ReceiptsError
    | FleetError
    | CredentialsCommandFailed
    | TakenOver
    | NotOnThisMachine
    | MoveLedgerError
    | SettingNotSet
    | RoutingError
)
"""Everything that a command can fail with."""
