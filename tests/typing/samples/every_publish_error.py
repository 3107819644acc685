"""A program that distinguishes all errors of a publish, with public names only. It must pass."""

from trackpost import (
    AnotherPublish,
    BrokenLedger,
    BusyCache,
    CorruptEntry,
    CorruptRow,
    CredentialsCommandFailed,
    EgressRefused,
    ForeignIssues,
    HostedBinding,
    IncompleteCache,
    InsecureServerUrl,
    InterruptedCache,
    LeaseLost,
    LedgerIsLost,
    LedgerOfAnotherVersion,
    LedgerUnavailable,
    MalformedCredential,
    MalformedFile,
    MissingCache,
    MissingExtra,
    MissingServerUrl,
    MissingToken,
    NoHome,
    NoProject,
    NoRoom,
    NotAProject,
    NotBound,
    PublishError,
    RouteDrift,
    RouteRequired,
    SnapshotShrank,
    TokenOfAnotherServer,
    Undelivered,
    UnknownDoctrineMode,
    UnreadableCache,
    UnreadableFile,
    UnusableEnvironment,
    UnusableKeyring,
    UnusableLedgerUrl,
    UnusableServerUrl,
    UnusableSetting,
    UnusableTimeout,
    UnusableToken,
    WrongShape,
)


def where(error: PublishError) -> str:
    """Say what to look at."""
    match error:
        case NoProject() | NotAProject() | NoHome():
            return "the folder"
        case (
            UnreadableFile()
            | MalformedFile()
            | NotBound()
            | HostedBinding()
            | WrongShape()
            | UnknownDoctrineMode()
            | EgressRefused()
            | UnusableSetting()
        ):
            return "a file"
        case (
            MalformedCredential()
            | CredentialsCommandFailed()
            | UnusableKeyring()
            | RouteDrift()
            | RouteRequired()
            | MissingToken()
            | TokenOfAnotherServer()
        ):
            return "the credentials"
        case UnusableToken() | UnusableTimeout() | MissingServerUrl() | UnusableServerUrl() | InsecureServerUrl():
            return "the arguments"
        case MissingCache() | UnreadableCache() | InterruptedCache() | BusyCache() | CorruptRow():
            return "the cache"
        case ForeignIssues() | SnapshotShrank() | IncompleteCache():
            return "the issues"
        case (
            BrokenLedger()
            | CorruptEntry()
            | LedgerIsLost()
            | UnusableLedgerUrl()
            | LedgerUnavailable()
            | LedgerOfAnotherVersion()
            | LeaseLost()
        ):
            return "the ledger"
        case NoRoom() | AnotherPublish() | UnusableEnvironment() | MissingExtra():
            return "this machine"
        case Undelivered():
            return "the server"
