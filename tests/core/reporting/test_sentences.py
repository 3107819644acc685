"""All messages of errors and warnings, with the exit statuses of their categories."""

from collections.abc import Mapping
from typing import get_args

import pytest
from msgspec.structs import replace

from tests.core.builders import ACME, BETA, REQUEST, undelivered
from trackpost.core.contract.fault_options import ConflictingFaults, MissingFault, UnusableFault
from trackpost.core.contract.probe.review import BrokenPromises
from trackpost.core.contract.server_setup import UnusableJournal, UnusablePort
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.endpoint import InsecureServerUrl, MissingServerUrl, UnusableServerUrl
from trackpost.core.delivery.entry import BusyServer, NoSpecKitty, TokenNeeded, TokenRefused
from trackpost.core.delivery.history import AmbiguousKey, Forgotten, NothingBefore, UnknownKey
from trackpost.core.delivery.ledger_faults import (
    AnotherPublish,
    BrokenLedger,
    CorruptEntry,
    LedgerIsLost,
    LedgerLost,
    LedgerSetAside,
)
from trackpost.core.delivery.move import DifferentPast
from trackpost.core.delivery.publish import UnusableTimeout
from trackpost.core.delivery.receipt import Undelivered
from trackpost.core.delivery.shared_ledger import (
    LeaseLost,
    LedgerOfAnotherVersion,
    LedgerUnavailable,
    OutcomeNotRecorded,
    UnusableLedgerUrl,
)
from trackpost.core.delivery.token import MissingToken, RepeatedToken, TokenOfAnotherServer
from trackpost.core.delivery.verdict import (
    BrokenProtocol,
    EffectUnknown,
    Interrupted,
    NotAllowed,
    Redirected,
    Refusal,
    Rejected,
    RetryLater,
    Superseded,
    Unreachable,
)
from trackpost.core.errors import Category, Problem
from trackpost.core.fleet.faults import (
    ExposedFleetFile,
    FleetFileNearby,
    FleetUnderWay,
    NewerState,
    NoFleetFile,
    NotOfFleet,
    NotOnThisMachine,
    StateIsLocal,
    StateIsShared,
    StateLost,
    StateUnavailable,
    TakenOver,
)
from trackpost.core.fleet.metrics_address import UnusableMetricsAddress
from trackpost.core.fleet.table import FleetFileFault
from trackpost.core.issues.cache_faults import BusyCache, CorruptRow, InterruptedCache, MissingCache, UnreadableCache
from trackpost.core.issues.command_fault import CommandFailed, UnusableCommand
from trackpost.core.issues.incomplete import IncompleteCache, IncompleteCacheIncluded
from trackpost.core.issues.tracker_fault import (
    BrokenTracker,
    PullTimeout,
    TrackerBusy,
    TrackerMoved,
    TrackerNotAllowed,
    TrackerRefused,
    TrackerUnreachable,
    TrackerWarning,
)
from trackpost.core.issues.tracker_url import InsecureTrackerUrl, UnusableTrackerUrl
from trackpost.core.issues.work_packages import AlreadyMapped, NotMapped, UncachedIssue
from trackpost.core.parsing.secret import UnusableToken
from trackpost.core.parsing.text import MalformedPair, NotGiven, UnknownChoice, UnusableText
from trackpost.core.parsing.untyped import WrongShape
from trackpost.core.project.bind_order import UnknownCredential
from trackpost.core.project.binding import HostedBinding, NotBound, UnknownDoctrineMode
from trackpost.core.project.consent import EgressRefused
from trackpost.core.project.faults import (
    BusyFile,
    HalfWritten,
    MalformedFile,
    MissingExtra,
    NoFileLocks,
    NoHome,
    NoProject,
    NoRoom,
    NotAProject,
    UnreadableFile,
    UnusableEnvironment,
    UnwritableFile,
)
from trackpost.core.project.issue_filter import UnusableFilter
from trackpost.core.project.secret_faults import UnusableKeyring, UnusableSetting
from trackpost.core.reporting.errors import TrackpostError
from trackpost.core.reporting.exit_codes import EXIT_CODES, ExitCode, exit_code
from trackpost.core.reporting.findings import AccountUnknown, ClockDiffers, ReadOnlyFolder
from trackpost.core.routing.credentials import (
    EmptyCredential,
    ExposedCredentials,
    MalformedCredential,
    MissingCredential,
)
from trackpost.core.routing.given import CredentialsCommandFailed
from trackpost.core.routing.pin import RouteDrift, RouteRequired
from trackpost.core.routing.route import ResourceRoute, UnsupportedProvider
from trackpost.core.settings.names import SettingNotSet
from trackpost.core.snapshot.guards import ForeignIssues, ForeignIssuesIncluded, SnapshotShrank
from trackpost.core.trackers.batch import RenamedProject
from trackpost.core.trackers.findings import Untitled
from trackpost.core.trackers.held_back import DeletionsUnknown, ListTooLong, NothingRemoved
from trackpost.core.trackers.linear import TeamGivenByKey
from trackpost.core.trackers.model import Skipped
from trackpost.core.trackers.pulled import LinkedToRemoved, MoreSkipped, TrackerShrank
from trackpost.core.trackers.statuses import UnknownStatus
from trackpost.core.trackers.unmapped import GuessedName

SENTENCES: Mapping[str, tuple[Problem, int, str]] = {
    "unsupported provider": (
        UnsupportedProvider("beads"),
        78,
        "provider 'beads' has no routing rule; the server uses the mapping of the whole workspace",
    ),
    "an answer that nobody can be asked for": (
        NotGiven("workspace", "--workspace"),
        2,
        "no workspace; give one with --workspace, or run the command on a terminal, where it asks",
    ),
    "a token is needed": (
        TokenNeeded(Answer(401, None)),
        77,
        "the server requires a token (HTTP 401), and there is none; give one with --auth-token",
    ),
    "a token is not accepted": (
        TokenRefused(Answer(403, {"message": "not you"})),
        77,
        "the server does not accept this token (HTTP 403: not you); give another token with --auth-token",
    ),
    "a token of a variable is not accepted": (
        TokenRefused(Answer(403, {"message": "not you"}), "SAAS_AUTH_TOKEN"),
        77,
        (
            "the server does not accept this token (HTTP 403: not you); it is from SAAS_AUTH_TOKEN: correct it there, "
            "or give another token with --auth-token"
        ),
    ),
    "a server that does not say now": (
        BusyServer(Answer(503, {"message": "later"})),
        75,
        "the server cannot answer now (HTTP 503: later); try again later",
    ),
    "another server": (
        NoSpecKitty(Answer(404, None)),
        76,
        (
            "a Spec Kitty server would have asked for an idempotency key, and this one did not (HTTP 404); "
            "check the server URL"
        ),
    ),
    "a clock that is fast": (
        ClockDiffers("the server", 90),
        78,
        (
            "the clock of this machine is 90 s ahead of the one of the server, so times in receipts and logs are "
            "wrong, and certificates may be refused; set the clock"
        ),
    ),
    "a clock that is slow": (
        ClockDiffers("jira", -90),
        78,
        (
            "the clock of this machine is 90 s behind the one of jira, so times in receipts and logs are wrong, and "
            "certificates may be refused; set the clock"
        ),
    ),
    "a folder that is read-only": (
        ReadOnlyFolder("/home"),
        73,
        "/home: this user may not write here, so nothing can be pulled or recorded; let it write",
    ),
    "an account without a name": (
        AccountUnknown("github", "HTTP 403"),
        78,
        "github lets these credentials read, but does not say whose they are (HTTP 403)",
    ),
    "broken promises": (
        BrokenPromises(2, 100),
        76,
        "the server breaks 2 promises of the contract, and keeps 100",
    ),
    "a value of the fleet file": (
        FleetFileFault("fleet.toml", 3, "fleet.every", "is unknown; remove it"),
        78,
        "fleet.toml, line 3: fleet.every is unknown; remove it",
    ),
    "no fleet file": (
        NoFleetFile("/srv"),
        78,
        "/srv: no fleet.toml here or in any folder above; write one, or name one with --config",
    ),
    "a project of no such fleet": (
        NotOfFleet("/srv/repos/shop", "fleet.toml"),
        78,
        "fleet.toml does not list /srv/repos/shop; `trackpost fleet list` shows why",
    ),
    "a fleet file above a project": (
        FleetFileNearby("/srv/fleet.toml", "--fleet /srv/fleet.toml"),
        78,
        (
            "there is a fleet file, /srv/fleet.toml; if this project is one of its fleet and you trust the file, whose "
            "commands are run, use --fleet /srv/fleet.toml to look at the project as the fleet does"
        ),
    ),
    "a fleet file that others can read": (
        ExposedFleetFile("fleet.toml", "0644"),
        78,
        "fleet.toml: other users of this machine have access to it (mode 0644); run chmod 600 on the file",
    ),
    "a state of a newer version": (
        NewerState("fleet.db", 3, 2),
        73,
        (
            "fleet.db: the state of the fleet has version 3, and this trackpost knows up to version 2; use the newer "
            "trackpost, or move the file away: only the outcomes of earlier runs are lost"
        ),
    ),
    "no state of a fleet": (
        StateLost("fleet.db", "disk is full"),
        73,
        (
            "fleet.db: cannot use the state of the fleet (disk is full); if it is damaged, move it away: "
            "only the outcomes of earlier runs are lost"
        ),
    ),
    "no shared state of a fleet": (
        StateUnavailable("postgresql://db.example/fleet", "connection refused"),
        75,
        (
            "postgresql://db.example/fleet: cannot use the shared state of the fleet (connection refused); "
            "try again later"
        ),
    ),
    "a shared state, for a command of one machine": (
        StateIsShared("fleet.toml"),
        78,
        (
            "fleet.toml: the state of this fleet is shared, so its jobs go through a queue; "
            "use `trackpost fleet enqueue` and `trackpost fleet work`"
        ),
    ),
    "a state of one machine, for a command of many": (
        StateIsLocal("fleet.toml"),
        78,
        (
            "fleet.toml: the state of this fleet is a file of this machine; use `trackpost fleet run` or "
            '`trackpost fleet watch`, or share it: state = "postgresql://..."'
        ),
    ),
    "a job that another worker took over": (
        TakenOver(),
        75,
        "another worker has taken over this project, so nothing is sent from here",
    ),
    "a job on a machine that lacks the project": (
        NotOnThisMachine("host/1"),
        75,
        "host/1 does not have this project; give each machine the same fleet file and the same folders",
    ),
    "another run of a fleet": (
        FleetUnderWay("fleet.db"),
        75,
        "fleet.db: another run of this fleet is under way; wait until it has ended, or stop it",
    ),
    "an address for metrics": (
        UnusableMetricsAddress("kitty", "it is not HOST:PORT"),
        78,
        "cannot serve metrics at 'kitty' (it is not HOST:PORT); give another HOST:PORT with --metrics",
    ),
    "a credentials command": (
        CredentialsCommandFailed("jira", "op", "ended with status 1"),
        75,
        "the credentials command of jira, op, ended with status 1",
    ),
    "missing credential": (
        MissingCredential("jira", "project_key"),
        78,
        (
            "no project_key for jira: set TRACKPOST_JIRA_PROJECT_KEY, or add it to [tracker.providers.jira] in the "
            "credentials file"
        ),
    ),
    "empty credential": (
        EmptyCredential("jira", "project_key"),
        78,
        "project_key in [tracker.providers.jira] in the credentials file is blank; fill it in",
    ),
    "malformed credential": (
        MalformedCredential("linear", "team_id", "list"),
        78,
        (
            "team_id in [tracker.providers.linear] in the credentials file must be text or a whole number, not list; "
            "correct it"
        ),
    ),
    "malformed credential of the environment": (
        MalformedCredential("jira", "email", "str with a lone surrogate", "TRACKPOST_JIRA_EMAIL"),
        78,
        "TRACKPOST_JIRA_EMAIL must be text or a whole number, not str with a lone surrogate; correct it",
    ),
    "a setting": (
        UnusableSetting("config.toml", 3, "server_uri", "is unknown; did you mean server_url?"),
        78,
        "config.toml, line 3: server_uri is unknown; did you mean server_url?",
    ),
    "a setting without a value": (
        SettingNotSet("server-url"),
        78,
        "server-url is not set; set it with `trackpost config set server-url VALUE`",
    ),
    "the keyring": (
        UnusableKeyring("it is locked"),
        78,
        (
            "cannot use the system keyring (it is locked); start or unlock one, "
            "or turn it off with `trackpost config unset keyring`"
        ),
    ),
    "not bound": (
        NotBound("config.yaml", "tracker.provider"),
        78,
        "config.yaml: no tracker.provider; bind the project with `trackpost bind` first",
    ),
    "wrong shape": (
        WrongShape("config.yaml", "tracker", "a mapping", "list"),
        78,
        "config.yaml: tracker must be a mapping, not list",
    ),
    "a filter that is none": (
        UnusableFilter("config.yaml: tracker.filter", "jira", "its parentheses do not match"),
        78,
        "config.yaml: tracker.filter must be a JQL condition, but its parentheses do not match",
    ),
    "a filter of a tracker without filters": (
        UnusableFilter("the filter", "beads", None),
        78,
        "the filter cannot be used, because beads has no filters; leave it out",
    ),
    "unknown doctrine mode": (
        UnknownDoctrineMode("config.yaml", "mine"),
        78,
        (
            "config.yaml: tracker.doctrine.mode must be one of external_authoritative, "
            "spec_kitty_authoritative, split_ownership, not 'mine'"
        ),
    ),
    "route drift": (
        RouteDrift(ACME, BETA),
        78,
        (
            "this project is pinned to jira_project ACME, but the credentials name jira_project BETA; "
            "restore the project's own credentials with `trackpost bind` and --credential project_key=ACME, or "
            "bind again if this project is now BETA"
        ),
    ),
    "route drift to none": (
        RouteDrift(ResourceRoute("linear_team", "t1"), None),
        78,
        (
            "this project is pinned to linear_team t1, but the credentials name no project; "
            "restore the project's own credentials with `trackpost bind` and --credential team_id=t1"
        ),
    ),
    "route drift from a resource that no provider has": (
        RouteDrift(ResourceRoute("notion_page", "p1"), None),
        78,
        (
            "this project is pinned to notion_page p1, but the credentials name no project; "
            "restore the project's own credentials with `trackpost bind` and --credential KEY=p1"
        ),
    ),
    "route drift of a tracker without such a resource": (
        RouteDrift(ACME, None, "notion"),
        78,
        (
            "this project is pinned to jira_project ACME, but 'notion' has no such resource; "
            "correct tracker.provider, or remove tracker.resource, in .kittify/config.yaml"
        ),
    ),
    "no project": (
        NoProject("/projects/a"),
        78,
        (
            "/projects/a: no .kittify folder here or in any folder above; "
            "change to a Spec Kitty project, or name one with --root"
        ),
    ),
    "no project but that of the home folder": (
        NoProject("/projects/a/b", "/projects/a"),
        78,
        (
            "/projects/a/b: no .kittify folder here or in any folder above apart from Spec Kitty's own in /projects/a; "
            "change to a Spec Kitty project, or name one with --root"
        ),
    ),
    "no home": (
        NoHome("~/.spec-kitty"),
        78,
        "no home folder for ~/.spec-kitty; set HOME, or SPEC_KITTY_HOME, to an absolute path",
    ),
    "egress refused": (
        EgressRefused("f", "sync.enabled", "false"),
        78,
        (
            "f: sync.enabled is false, so `trackpost pull` and `trackpost publish` do nothing; "
            "to allow them, set it to `true`"
        ),
    ),
    "hosted binding": (
        HostedBinding("f", "gitlab"),
        78,
        (
            "f: bound through the hosted service, so there is no tracker.workspace; add it, and the credentials, with "
            "`trackpost bind --provider gitlab --workspace WORKSPACE --credential project_id=PROJECT_ID "
            "--credential token=-`"
        ),
    ),
    "not a project": (
        NotAProject("/a"),
        78,
        "/a: not a Spec Kitty project, because it has no .kittify folder",
    ),
    "unreadable file": (
        UnreadableFile("f", "Permission denied"),
        78,
        "f: cannot read the file (Permission denied)",
    ),
    "malformed file": (
        MalformedFile("f", "YAML", "line 3"),
        78,
        "f: not valid YAML (line 3); correct the file",
    ),
    "no room": (
        NoRoom("f", "disk full"),
        73,
        "f: cannot hold the snapshot until it is sent (disk full); free some space, or set TMPDIR",
    ),
    "unwritable file": (
        UnwritableFile("f", "disk full"),
        73,
        "f: cannot write the file (disk full); nothing was changed",
    ),
    "half written": (
        HalfWritten("f", "disk full", ("g", "h")),
        65,
        (
            "f: cannot write the file (disk full), and cannot restore g, h; "
            "the old content is next to it, in a file ending in .trackpost-old"
        ),
    ),
    "busy file": (
        BusyFile("f"),
        75,
        "f: another program is writing this file; try again when it has finished",
    ),
    "missing cache": (
        MissingCache("c.db"),
        65,
        "c.db: no issues are cached for this binding and these credentials; run `trackpost pull` first",
    ),
    "unreadable cache": (
        UnreadableCache("c.db", "file is not a database"),
        65,
        ("c.db: not a readable issue cache (file is not a database); make it readable, or move it away and pull again"),
    ),
    "interrupted cache": (
        InterruptedCache("c.db"),
        65,
        "c.db: needs crash recovery; open it once with write access",
    ),
    "busy cache": (
        BusyCache("c.db"),
        75,
        "c.db: another program is writing the cache; try again when it has finished",
    ),
    "corrupt row": (
        CorruptRow("c.db", "tracker_issues", "jira:w:1", "no title"),
        65,
        "c.db: row 'jira:w:1' of tracker_issues cannot be used (no title); correct it, or delete it and pull again",
    ),
    "foreign issues": (
        ForeignIssues(("jira:w:1 (BETA-1)", "jira:w:2"), 2),
        65,
        (
            "2 cached issues belong to another project or workspace: jira:w:1 (BETA-1), jira:w:2; "
            "drop foreign issues with `trackpost pull --drop-foreign`, or allow them with --allow-foreign"
        ),
    ),
    "more foreign issues than are named": (
        ForeignIssues(("jira:w:1",), 40),
        65,
        (
            "40 cached issues belong to another project or workspace: jira:w:1 and others; "
            "drop foreign issues with `trackpost pull --drop-foreign`, or allow them with --allow-foreign"
        ),
    ),
    "missing server URL": (
        MissingServerUrl(),
        78,
        "no server URL; give one with --server-url, set SAAS_API_URL, or run `trackpost config set server-url URL`",
    ),
    "unusable server URL": (
        UnusableServerUrl("ftp://a", "it must begin with https://"),
        78,
        "cannot use server URL 'ftp://a': it must begin with https://",
    ),
    "insecure server URL": (
        InsecureServerUrl("http://a"),
        78,
        ("server URL 'http://a' is plain http to another machine; use https://, or allow it with --insecure-http"),
    ),
    "unusable tracker URL": (
        UnusableTrackerUrl("jira", "base_url", "it names no host"),
        78,
        "cannot use base_url of jira: it names no host; correct it with `trackpost bind`",
    ),
    "insecure tracker URL": (
        InsecureTrackerUrl("jira", "base_url", "jira.example"),
        78,
        (
            "base_url of jira is plain http to another machine (jira.example); use https://, or allow it with "
            "--insecure-http"
        ),
    ),
    "route required": (
        RouteRequired(MissingCredential("jira", "project_key")),
        78,
        (
            "a route is required, but there is none: no project_key for jira: set TRACKPOST_JIRA_PROJECT_KEY, or add "
            "it to [tracker.providers.jira] in the credentials file"
        ),
    ),
    "missing token": (
        MissingToken("standard input"),
        78,
        "no token in standard input; provide one, or omit the option",
    ),
    "repeated token": (
        RepeatedToken("--other-token", "--auth-token"),
        78,
        "--other-token has the same token as --auth-token; give the token of another account, or omit the option",
    ),
    "unusable token": (
        UnusableToken("the token that was given", 4),
        78,
        ("the token that was given has a blank, a line break or a non-ASCII letter at position 4; copy it again"),
    ),
    "token of another server": (
        TokenOfAnotherServer("https://a.example:443", "https://b.example/api/"),
        78,
        (
            "the token in the credentials file is for https://a.example:443, not for https://b.example/api/; "
            "give another with --auth-token, or send it anyway with --trust-server"
        ),
    ),
    "token of a server that is no URL": (
        TokenOfAnotherServer(None, "https://b.example/api/"),
        78,
        (
            "the token in the credentials file is for a server whose URL is unusable, not for "
            "https://b.example/api/; give another with --auth-token, or send it anyway with --trust-server"
        ),
    ),
    "another publish": (
        AnotherPublish("https://a.example/"),
        75,
        "another publish of this project to https://a.example/ is still running; try again later",
    ),
    "unusable environment": (
        UnusableEnvironment("SSL_CERT_FILE", "/c.pem: No such file or directory"),
        78,
        ("cannot use SSL_CERT_FILE from the environment: /c.pem: No such file or directory; correct it, or unset it"),
    ),
    "unusable timeout": (
        UnusableTimeout(-1.5),
        2,
        "timeout must be above 0 and at most 86400 seconds, not -1.5",
    ),
    "missing extra": (
        MissingExtra("sandbox"),
        78,
        "this command needs the packages of the extra sandbox; install trackpost again, with that extra",
    ),
    "missing extra of a known installation": (
        MissingExtra("metrics", "pipx inject trackpost 'prometheus-client>=0.21'"),
        78,
        (
            "this command needs the packages of the extra metrics; "
            "add them with: pipx inject trackpost 'prometheus-client>=0.21'"
        ),
    ),
    "unusable port": (
        UnusablePort(80, "Permission denied"),
        78,
        "cannot listen on port 80 (Permission denied); choose another port",
    ),
    "unusable journal": (
        UnusableJournal("j.db", "disk full"),
        78,
        "j.db: cannot store received snapshots (disk full); choose another file with --data",
    ),
    "unusable fault": (
        UnusableFault("delay", "soon", "is not a number"),
        2,
        "delay 'soon' is not a number",
    ),
    "conflicting faults": (
        ConflictingFaults(("--answer", "--delay")),
        2,
        "--answer and --delay cannot be combined; give one of them",
    ),
    "missing fault": (
        MissingFault(),
        2,
        "--fail-every needs --answer, --delay or --hang-up",
    ),
    "unknown choice": (
        UnknownChoice("provider", "notion", ("jira", "linear"), None),
        2,
        "unknown provider 'notion' (known: jira, linear)",
    ),
    "misspelled choice": (
        UnknownChoice("provider", "jria", ("jira", "linear"), "jira"),
        2,
        "unknown provider 'jria'; did you mean 'jira'? (known: jira, linear)",
    ),
    "unusable text": (
        UnusableText("the workspace", "is blank"),
        2,
        "the workspace is blank; give another value",
    ),
    "malformed pair": (
        MalformedPair("--credential", 2, "has no ="),
        2,
        "--credential number 2 has no =; write KEY=VALUE, and each key once",
    ),
    "already mapped": (
        AlreadyMapped("10001", "WP01"),
        65,
        "issue '10001' is already linked to WP01; remove that link first with `trackpost map remove`",
    ),
    "not mapped": (
        NotMapped("WP01"),
        65,
        "WP01 is not linked to an issue; `trackpost map list` shows all links",
    ),
    "broken ledger": (
        BrokenLedger("/l.db"),
        65,
        "/l.db: no longer a database; the next publish sets it aside and starts a new one",
    ),
    "corrupt entry": (
        CorruptEntry("/l.db", "3", "no key"),
        65,
        "/l.db: row 3 of publishes is not an entry of a ledger (no key); delete the row, or move the ledger away",
    ),
    "lost ledger": (
        LedgerIsLost("/l.db", "disk full"),
        65,
        "/l.db: cannot read the ledger (disk full)",
    ),
    "unusable ledger url": (
        UnusableLedgerUrl("https://db.example/", "it must begin with postgresql://"),
        78,
        "cannot use ledger URL 'https://db.example/': it must begin with postgresql://",
    ),
    "unavailable ledger": (
        LedgerUnavailable("postgresql://db.example/x", "refused"),
        75,
        (
            "postgresql://db.example/x: cannot use the shared ledger (refused); nothing is sent without it, try again "
            "later"
        ),
    ),
    "ledger of another version": (
        LedgerOfAnotherVersion("postgresql://db.example/x", 2, 1),
        75,
        (
            "postgresql://db.example/x: the tables of the shared ledger have version 2, and this trackpost knows "
            "version 1; use the same trackpost on all machines"
        ),
    ),
    "lost lease": (
        LeaseLost("postgresql://db.example/x", "https://a.example/"),
        75,
        (
            "postgresql://db.example/x: the lease on this project at https://a.example/ ended, and another publish may "
            "have taken over; try again"
        ),
    ),
    "outcome that is not recorded": (
        OutcomeNotRecorded("postgresql://db.example/x", "refused"),
        75,
        ("postgresql://db.example/x: the outcome of this publish is not recorded (refused); the next one finds it out"),
    ),
    "different past": (
        DifferentPast("postgresql://db.example/x", "https://a.example/", "jira", "acme.example", "billing"),
        65,
        (
            "postgresql://db.example/x: the shared ledger has other publishes of billing (jira, acme.example) to "
            "https://a.example/, so nothing was moved; if those are the right ones, rename the local ledger by hand"
        ),
    ),
    "unknown key": (
        UnknownKey("ab\n"),
        65,
        "no key begins with 'ab\\n'; `trackpost receipts` lists what was sent",
    ),
    "ambiguous key": (
        AmbiguousKey("ab", 3),
        65,
        "'ab' matches 3 keys; use a longer prefix",
    ),
    "nothing before": (
        NothingBefore("abc"),
        65,
        "abc: no earlier snapshot of this project was sent to this server; give the keys of two",
    ),
    "forgotten": (
        Forgotten("abc"),
        65,
        "abc: details are kept for the last 20 snapshots only",
    ),
    "snapshot lost links": (
        SnapshotShrank(10, 4, "links"),
        65,
        (
            "the snapshot has 4 links, but the last one that the server accepted had 10; add those that are missing "
            "with `trackpost map add`, or publish it anyway with --allow-shrink"
        ),
    ),
    "snapshot shrank": (
        SnapshotShrank(10, 4),
        65,
        (
            "the snapshot has 4 issues, but the last one that the server accepted had 10; "
            "pull first, or publish it anyway with --allow-shrink"
        ),
    ),
    "rejected": (
        Rejected(Answer(400, {"error": "invalid_body"})),
        76,
        "the server refused the snapshot (HTTP 400: invalid_body); nothing changed there",
    ),
    "superseded": (
        Superseded(Answer(409, {"error": "superseded"})),
        75,
        (
            "another machine has published this project meanwhile (HTTP 409: superseded); nothing changed there; "
            "publish again, if this machine has something newer"
        ),
    ),
    "not allowed": (
        NotAllowed(Answer(401, None)),
        77,
        (
            "the server does not accept this token (HTTP 401); nothing changed there; "
            "give another token with --auth-token"
        ),
    ),
    "retry later": (
        RetryLater(Answer(503, {"message": "busy"}), None),
        75,
        (
            "the server cannot take the snapshot now (HTTP 503: busy); "
            "whether it arrived is unknown, and it is safe to repeat; try again later"
        ),
    ),
    "retry at a given time": (
        RetryLater(Answer(503, {"message": "busy"}), "120"),
        75,
        (
            "the server cannot take the snapshot now (HTTP 503: busy); "
            "whether it arrived is unknown, and it is safe to repeat; try again later (Retry-After: 120)"
        ),
    ),
    "redirected": (
        Redirected(Answer(307, None), "https://other.example/"),
        76,
        (
            "the server redirects (HTTP 307) to https://other.example/; nothing changed there; "
            "redirects are not followed, so give the server's own URL"
        ),
    ),
    "redirected to nowhere": (
        Redirected(Answer(304, None), None),
        76,
        (
            "the server redirects (HTTP 304) to nowhere; nothing changed there; "
            "redirects are not followed, so give the server's own URL"
        ),
    ),
    "broken protocol": (
        BrokenProtocol("a success whose body is not JSON", Answer(200, "<html>")),
        76,
        (
            "no Spec Kitty server answered: a success whose body is not JSON (HTTP 200: a web page); "
            "whether it arrived is unknown, and it is safe to repeat; check the server URL"
        ),
    ),
    "broken protocol without an answer": (
        BrokenProtocol("an answer that cannot be decompressed", None),
        76,
        (
            "no Spec Kitty server answered: an answer that cannot be decompressed; "
            "whether it arrived is unknown, and it is safe to repeat; check the server URL"
        ),
    ),
    "unreachable": (
        Unreachable("connection refused"),
        69,
        "cannot reach the server (connection refused); nothing was sent",
    ),
    "effect unknown": (
        EffectUnknown("connection reset"),
        75,
        (
            "the connection failed after the snapshot was sent (connection reset); "
            "whether it arrived is unknown, and it is safe to repeat"
        ),
    ),
    "interrupted before anything left": (
        Interrupted(has_left=False),
        130,
        "interrupted; nothing was sent",
    ),
    "interrupted while it was sent": (
        Interrupted(has_left=True),
        130,
        "interrupted; whether it arrived is unknown, and it is safe to repeat",
    ),
    "no token where one is required": (
        replace(undelivered(NotAllowed(Answer(401, None))), request=replace(REQUEST, token=None)),
        77,
        "the server requires a token (HTTP 401), and none was sent; give one with --auth-token",
    ),
    "tracker not allowed": (
        TrackerNotAllowed("jira", 401, "bad token"),
        77,
        "jira does not accept the credentials (bad token); bind again with others",
    ),
    "tracker not allowed, with a secret of the environment": (
        TrackerNotAllowed("jira", 401, "bad token", "TRACKPOST_JIRA_API_TOKEN"),
        77,
        (
            "jira does not accept the credentials (bad token); the secret is from TRACKPOST_JIRA_API_TOKEN: "
            "correct it there"
        ),
    ),
    "tracker refused": (
        TrackerRefused("jira", 400, "no such project"),
        76,
        "jira refused to list the issues (no such project); check the credentials with `trackpost status`",
    ),
    "tracker refused, without a status": (
        TrackerRefused("linear", None, "no such team"),
        76,
        "linear refused to list the issues (no such team); check the credentials with `trackpost status`",
    ),
    "tracker moved": (
        TrackerMoved("github", "acme/old", "acme/new", {"owner": "acme", "repo": "new"}, "acme"),
        78,
        (
            "github has moved acme/old to acme/new; to move the binding, run `trackpost bind --provider github "
            "--workspace acme --credential owner=acme --credential repo=new`, then pull again"
        ),
    ),
    "tracker moved somewhere": (
        TrackerMoved("gitlab", "acme/old", None, {"project_id": "GROUP/PROJECT"}, "acme"),
        78,
        (
            "gitlab has moved acme/old somewhere else, so look up its new name; to move the binding, run "
            "`trackpost bind --provider gitlab --workspace acme --credential project_id=GROUP/PROJECT`, then pull again"
        ),
    ),
    "tracker busy": (
        TrackerBusy("linear", 503, None),
        75,
        "linear is busy (HTTP 503); try again later: a pull continues where it stopped",
    ),
    "tracker busy for a time": (
        TrackerBusy("linear", 429, 30),
        75,
        ("linear is busy (HTTP 429) and asks to wait 30 s; try again later: a pull continues where it stopped"),
    ),
    "tracker busy for no time": (
        TrackerBusy("linear", 429, 0),
        75,
        "linear is busy (HTTP 429) and asks to wait 0 s; try again later: a pull continues where it stopped",
    ),
    "tracker busy, without a status": (
        TrackerBusy("linear", None, None),
        75,
        "linear is busy; try again later: a pull continues where it stopped",
    ),
    "warning: a team by its key": (
        TeamGivenByKey("ENG", "0b2f"),
        78,
        (
            "team_id of linear is ENG, the key of a team; to route snapshots by the team's UUID, "
            "store that with `trackpost bind` and --credential team_id=0b2f"
        ),
    ),
    "tracker unreachable": (
        TrackerUnreachable("github", "timed out"),
        69,
        "cannot reach github (timed out); try again: a pull continues where it stopped",
    ),
    "tracker broken": (
        BrokenTracker("gitlab", "no JSON"),
        76,
        "the answer does not look like gitlab (no JSON); check its address in the credentials",
    ),
    "tracker broken, asked by a command": (
        BrokenTracker("beads", "no JSON"),
        76,
        "the answer does not look like beads (no JSON); check its command in the credentials",
    ),
    "command not found": (
        UnusableCommand("beads", "bd", "No such file or directory"),
        78,
        (
            "cannot run bd to read beads (No such file or directory); "
            "install it, or bind again with `--credential command=PATH`"
        ),
    ),
    "no folder for the command": (
        UnusableCommand("fp", "fp", "no folder /gone", "cwd"),
        78,
        "cannot run fp to read fp (no folder /gone); bind again with `--credential cwd=FOLDER`",
    ),
    "command failed": (
        CommandFailed("beads", "bd list", 1, "Error: no beads\x1b here"),
        76,
        "`bd list` failed with exit status 1 (Error: no beads\\x1b here); run it in the project's folder to see why",
    ),
    "command failed without a word": (
        CommandFailed("fp", "fp issue list", -9, ""),
        76,
        "`fp issue list` was killed by signal 9; run it in the project's folder to see why",
    ),
    "command without an option": (
        CommandFailed("beads", "bd list --all", 1, "Error: unknown flag: --all"),
        76,
        "`bd list --all` failed with exit status 1 (Error: unknown flag: --all); update beads",
    ),
    "warning: exposed credentials": (
        ExposedCredentials("/c", "644"),
        78,
        (
            "/c: other users of this machine have access to the credentials (mode 644); "
            "run chmod 600 on the file, or bind again"
        ),
    ),
    "warning: foreign issues": (
        ForeignIssuesIncluded(2),
        65,
        "2 issues of the snapshot belong to another project or workspace",
    ),
    "warning: an unknown credential": (
        UnknownCredential("jira", "x", None),
        78,
        "unknown credential 'x' for jira",
    ),
    "warning: a misspelled credential": (
        UnknownCredential("jira", "api_tokne", "api_token"),
        78,
        "unknown credential 'api_tokne' for jira; did you mean api_token?",
    ),
    "warning: an uncached issue": (
        UncachedIssue("10001"),
        65,
        "no cached issue has the id '10001'; check the id, or pull first",
    ),
    "warning: no file locks": (
        NoFileLocks("/h"),
        73,
        (
            "/h: this file system has no file locks, so two commands at the same time can undo each other's work; "
            "run one at a time"
        ),
    ),
    "warning: a lost ledger": (
        LedgerLost("/l", "disk full"),
        73,
        (
            "/l: cannot write the ledger (disk full), so this publish is not recorded: content that comes back "
            "after an edit may be taken for a repeat, and a wiped cache goes unnoticed"
        ),
    ),
    "an unknown status in the status map": (
        UnknownStatus("c.yaml", "Ready for QA", "review"),
        78,
        (
            "c.yaml: tracker.status_map: 'Ready for QA' must be one of "
            "todo, in_progress, in_review, blocked, done, canceled, not 'review'"
        ),
    ),
    "pull timeout": (
        PullTimeout(3600.0),
        75,
        "the pull did not finish within 3600 s; pull again to continue where it stopped",
    ),
    "renamed project": (
        RenamedProject("jira", "acme.atlassian.net", "project_key", "OLD", "NEW"),
        78,
        (
            "jira lists project OLD under the key NEW, so the key was changed; to move this project's pin, run "
            "`trackpost bind --provider jira --workspace acme.atlassian.net --credential project_key=NEW`, "
            "then pull again"
        ),
    ),
    "tracker shrank, and a command answers for it": (
        TrackerShrank("beads", 10, 6),
        65,
        (
            "beads no longer lists 6 of 10 cached issues; check the command and its folder, "
            "or remove the issues with `trackpost pull --full --allow-shrink`"
        ),
    ),
    "tracker shrank": (
        TrackerShrank("jira", 10, 6),
        65,
        (
            "jira no longer lists 6 of 10 cached issues; check the credentials and their permissions, "
            "or remove the issues with `trackpost pull --full --allow-shrink`"
        ),
    ),
    "incomplete cache": (
        IncompleteCache(40),
        65,
        (
            "the last pull stopped after 40 issues, so the cache is incomplete; "
            "finish it with `trackpost pull`, or publish the part with --allow-incomplete"
        ),
    ),
    "warning: an incomplete cache": (
        IncompleteCacheIncluded(40),
        65,
        "the snapshot is incomplete: the last pull stopped after 40 issues",
    ),
    "warning: the tracker warns": (TrackerWarning("jira", "slow query"), 65, "jira: slow query"),
    "warning: a link to a removed issue": (
        LinkedToRemoved("WP01", "ACME-2"),
        65,
        (
            "WP01 is linked to ACME-2, which the tracker no longer lists; "
            "link it to another issue with `trackpost map add`, or run `trackpost map remove WP01`"
        ),
    ),
    "warning: a guessed status": (
        GuessedName("status", "Lost", "todo", 3),
        65,
        (
            "unknown status 'Lost' on 3 issues, taken as todo; "
            "say what it means in tracker.status_map of .kittify/config.yaml"
        ),
    ),
    "warning: a guessed type": (
        GuessedName("type", "Odd", "task", 3),
        65,
        "unknown type 'Odd' on 3 issues, taken as task",
    ),
    "warning: one issue without a title": (
        Untitled("ACME-1", 1),
        65,
        "ACME-1 has no title, so the key takes its place; correct it in the tracker, or let the account see it",
    ),
    "warning: issues without a title": (
        Untitled("ACME-1", 3),
        65,
        (
            "ACME-1 and 2 more have no title, so the key takes its place; correct it in the tracker, or let the "
            "account see it"
        ),
    ),
    "warning: there are too many issues to ask what is gone": (
        DeletionsUnknown(ListTooLong(20_000, "issues")),
        65,
        (
            "this pull does not know which issues are gone: the whole list has more than 20,000 issues, so only a "
            "full pull reads it: `trackpost pull --full`, or any pull once --full-every days have passed"
        ),
    ),
    "warning: nobody knows what is gone": (
        DeletionsUnknown(TrackerBusy("jira", 503, None)),
        75,
        (
            "this pull does not know which issues are gone, and the next one asks again: jira is busy (HTTP 503); try "
            "again later: a pull continues where it stopped"
        ),
    ),
    "warning: nothing was removed": (
        NothingRemoved("jira", 2),
        65,
        (
            "removed none of the 2 cached issues that jira does not list: it lists an issue without a key or an id, "
            "which may be one of them; correct that issue, then run `trackpost pull --full`"
        ),
    ),
    "one cached issue that is foreign": (
        ForeignIssues(("jira:w:1 (BETA-1)",), 1),
        65,
        (
            "1 cached issue belongs to another project or workspace: jira:w:1 (BETA-1); "
            "drop foreign issues with `trackpost pull --drop-foreign`, or allow them with --allow-foreign"
        ),
    ),
    "snapshot kept one link": (
        SnapshotShrank(10, 1, "links"),
        65,
        (
            "the snapshot has 1 link, but the last one that the server accepted had 10; add those that are missing "
            "with `trackpost map add`, or publish it anyway with --allow-shrink"
        ),
    ),
    "tracker lost its only issue": (
        TrackerShrank("jira", 1, 1),
        65,
        (
            "jira no longer lists 1 of 1 cached issue; check the credentials and their permissions, "
            "or remove the issues with `trackpost pull --full --allow-shrink`"
        ),
    ),
    "a pull stopped after one issue": (
        IncompleteCache(1),
        65,
        (
            "the last pull stopped after 1 issue, so the cache is incomplete; "
            "finish it with `trackpost pull`, or publish the part with --allow-incomplete"
        ),
    ),
    "warning: one foreign issue": (
        ForeignIssuesIncluded(1),
        65,
        "1 issue of the snapshot belongs to another project or workspace",
    ),
    "warning: one more skipped issue": (MoreSkipped(1), 65, "skipped 1 more issue"),
    "warning: more skipped issues": (MoreSkipped(5), 65, "skipped 5 more issues"),
    "warning: a skipped issue": (
        Skipped("jira", "ACME-1", "it has no id"),
        65,
        "skipped issue ACME-1 of jira (it has no id); correct it in the tracker and pull again",
    ),
    "warning: a skipped issue that has no name": (
        Skipped("azure_devops", None, "$: Expected `object`, got `null`"),
        65,
        (
            "skipped an issue without a key in azure_devops ($: Expected `object`, got `null`); "
            "correct it in the tracker and pull again"
        ),
    ),
    "warning: a ledger set aside": (
        LedgerSetAside("/l.broken"),
        65,
        "the ledger was not readable; it was set aside as /l.broken, and a new one was started",
    ),
}


@pytest.mark.parametrize(("problem", "status", "sentence"), SENTENCES.values(), ids=SENTENCES.keys())
def test_sentence_and_status(problem: Problem, status: int, sentence: str) -> None:
    """Each problem has exactly this message, and ends a command with exactly this status."""
    assert (sentence, status) == (problem.message, exit_code(problem))


def test_every_error_has_a_row() -> None:
    """The table has a row for each variant; an undelivered snapshot has the message of its verdict."""
    errors = {*get_args(TrackpostError), *get_args(Refusal)} - {Undelivered}
    assert errors <= {type(problem) for problem, _, _ in SENTENCES.values()}


def test_an_undelivered_snapshot_has_the_message_of_its_verdict() -> None:
    """Only the verdict knows how the publish ended."""
    verdict = Rejected(Answer(400, None))
    error = undelivered(verdict)
    assert (error.message, error.category) == (verdict.message, verdict.category)


def test_every_category_has_a_status_of_its_own() -> None:
    """Each category has a status, and it is not that of a success."""
    assert set(EXIT_CODES) == set(Category)
    assert ExitCode.OK not in EXIT_CODES.values()
    assert len(set(EXIT_CODES.values())) == len(Category)


def test_statuses() -> None:
    """This is the complete list."""
    assert sorted(ExitCode) == [0, 1, 2, 65, 69, 70, 73, 75, 76, 77, 78, 130, 143]
