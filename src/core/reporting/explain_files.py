"""One line for each error of a file, of a value in it, or of a value that is to be put there."""

from typing import TypeAlias, assert_never

from ..delivery.ledger import AmbiguousKey, BrokenLedger, Forgotten, LedgerIsLost, ReceiptsError, UnknownKey
from ..errors import (
    BusyCache,
    BusyFile,
    CacheFault,
    CorruptRow,
    FileFault,
    InterruptedCache,
    MalformedFile,
    MissingCache,
    NoProject,
    NoRoom,
    NotAProject,
    ProjectFault,
    UnreadableCache,
    UnreadableFile,
    UnwritableFile,
    WriteFault,
)
from ..issues.work_packages import AlreadyMapped, MappingFault, NotMapped
from ..parsing.text import MalformedPair, UnknownChoice, UnusableText
from ..parsing.untyped import WrongShape
from ..project.binding import DOCTRINE_MODES, BindingError, NotBound, UnknownDoctrineMode
from ..routing.credentials import EmptyCredential, MalformedCredential, MissingCredential
from ..routing.pin import RouteDrift
from ..routing.providers import PROVIDERS
from ..routing.route import ResourceRoute, RoutingError, UnsupportedProvider
from ..snapshot.guards import ForeignIssues, SnapshotShrank

OrderFault: TypeAlias = UnknownChoice | UnusableText | MalformedPair | MappingFault


def of_routing(error: RoutingError) -> str:
    """Say why there is no route, or what is amiss with a credential."""
    match error:
        case UnsupportedProvider(provider):
            return f"provider {provider!r} has no routing rule; the server falls back to the workspace's mapping"
        case MissingCredential(provider, key):
            return f"{_table(provider)} has no {key}; add it there"
        case EmptyCredential(provider, key):
            return f"{key} in {_table(provider)} is blank; fill it in there"
        case MalformedCredential(provider, key, type_name):
            return f"{key} in {_table(provider)} is {type_name}, but must be text or a whole number; correct it there"
        case unreachable:
            assert_never(unreachable)


def _table(provider: str) -> str:
    return f"[tracker.providers.{provider}] of the credentials file"


def of_binding(error: BindingError | RouteDrift) -> str:
    """Say what is wrong with a config."""
    match error:
        case NotBound(source, member):
            return f"{source}: no {member}; bind the project with `trackpost bind` first"
        case WrongShape(source, member, expected, found):
            return f"{source}: {member} is {found}, but must be {expected}"
        case UnknownDoctrineMode(source, mode):
            known = ", ".join(DOCTRINE_MODES)
            return f"{source}: tracker.doctrine.mode is {mode!r}, but must be one of {known}"
        case RouteDrift(pinned, derived):
            return _drift(pinned, derived)
        case unreachable:
            assert_never(unreachable)


def of_file(error: ProjectFault | FileFault | WriteFault | NoRoom) -> str:
    """Say what is wrong with a file or folder."""
    match error:
        case NoProject(start):
            return f"{start}: no .kittify folder here or above; go into a Spec Kitty project, or name it with --root"
        case NotAProject(root):
            return f"{root}: is no Spec Kitty project, for it holds no .kittify folder"
        case UnreadableFile(path, reason):
            return f"{path}: cannot be read ({reason})"
        case MalformedFile(path, language, reason):
            return f"{path}: is no valid {language} ({reason}); correct it there"
        case UnwritableFile(path, reason):
            return f"{path}: cannot be written ({reason}); nothing was changed"
        case NoRoom(folder, reason):
            return f"{folder}: the snapshot cannot be kept there until it is sent ({reason}); make room, or set TMPDIR"
        case BusyFile(path):
            return f"{path}: another program is writing it; try again when that is done"
        case unreachable:
            assert_never(unreachable)


def of_cache(error: CacheFault | ForeignIssues) -> str:
    """Say what is wrong with the issue cache."""
    match error:
        case MissingCache(path):
            return f"{path}: no cached issues for this binding and these credentials; run `trackpost pull` first"
        case UnreadableCache(path, reason):
            return f"{path}: is no readable issue cache ({reason}); make it readable, or move it away and pull again"
        case InterruptedCache(path):
            return (
                f"{path}: cannot be read without being written, as after an interrupted writer; "
                "let the tool that fills it open it once"
            )
        case BusyCache(path):
            return f"{path}: another program is writing it; try again when that is done"
        case CorruptRow(path, table, identity, reason):
            return f"{path}: row {identity!r} of {table} cannot be published ({reason}); pull that issue again"
        case ForeignIssues(identities, count):
            more = "" if count <= len(identities) else " and others"
            return (
                f"{count} of the cached issues belong to another project or workspace: {', '.join(identities)}{more}; "
                "remove them with `trackpost pull --drop-foreign`, or publish them all the same with --allow-foreign"
            )
        case unreachable:
            assert_never(unreachable)


def of_order(error: OrderFault) -> str:
    """Say what is wrong with what a person asked for."""
    match error:
        case UnknownChoice(what, given, known, nearest):
            meant = "" if nearest is None else f"; did you mean {nearest!r}?"
            return f"{given!r} is no {what}{meant} (known: {', '.join(known)})"
        case UnusableText(what, reason):
            return f"{what} {reason}; give another"
        case MalformedPair(option, position, reason):
            return f"{option} number {position} {reason}; write KEY=VALUE, each key once"
        case AlreadyMapped(external_id, wp_id):
            return f"issue {external_id!r} is mapped to {wp_id}; remove that first with `trackpost map remove`"
        case NotMapped(wp_id):
            return f"{wp_id} is not mapped; `trackpost map list` shows what is"
        case unreachable:
            assert_never(unreachable)


def of_ledger(error: ReceiptsError | SnapshotShrank) -> str:
    """Say what is wrong with what is remembered of earlier publishes, or what it forbids."""
    match error:
        case BrokenLedger(path):
            return f"{path}: is no database any more; the next publish sets it aside and begins a new one"
        case LedgerIsLost(path, reason):
            return f"{path}: cannot be read ({reason})"
        case UnknownKey(key):
            return f"nothing left this machine under {key!r}; `trackpost receipts` shows what did"
        case AmbiguousKey(key, count):
            return f"{count} keys begin with {key!r}; give more of it"
        case Forgotten(key):
            return f"what was sent under {key} is too long ago to be remembered"
        case SnapshotShrank(before, after):
            return (
                f"the snapshot has {after} issues, and the last one that the server took had {before}; "
                "pull first, or publish it all the same with --allow-shrink"
            )
        case unreachable:
            assert_never(unreachable)


def _drift(pinned: ResourceRoute, derived: ResourceRoute | None) -> str:
    there = "no project" if derived is None else _in_words(derived)
    moved = "" if derived is None else f", or bind anew if this project is {derived.external_resource_id} now"
    own = f"--credential {_key_of(pinned)}={pinned.external_resource_id}"
    return (
        f"this project is pinned to {_in_words(pinned)}, but the credentials file holds {there}; "
        f"put its own credentials back with `trackpost bind` and {own}{moved}"
    )


def _in_words(route: ResourceRoute) -> str:
    return f"{route.external_resource_type} {route.external_resource_id}"


def _key_of(route: ResourceRoute) -> str:
    rules = [row.route for row in PROVIDERS.values() if row.route is not None]
    return next((key for resource_type, key in rules if resource_type == route.external_resource_type), "KEY")
