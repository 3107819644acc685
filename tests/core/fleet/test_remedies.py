"""What to do about the error of a job."""

from collections.abc import Mapping

import pytest

from tests.core.builders import ACME, BETA, undelivered
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.entry import TokenNeeded
from trackpost.core.delivery.verdict import NotAllowed, Rejected
from trackpost.core.errors import Problem
from trackpost.core.fleet.remedies import told
from trackpost.core.issues.cache_faults import MissingCache
from trackpost.core.issues.command_fault import UnusableCommand
from trackpost.core.issues.tracker_fault import BrokenTracker, TrackerNotAllowed, TrackerRefused
from trackpost.core.issues.tracker_url import InsecureTrackerUrl, UnusableTrackerUrl
from trackpost.core.routing.credentials import MissingCredential
from trackpost.core.routing.origins import FLEET, NOTHING, Credentials, all_from, file_origin
from trackpost.core.routing.pin import RouteDrift

MEMBERS = {"api_token": "x", "base_url": "https://acme.example", "project_key": BETA.external_resource_id}
OF_FLEET, OF_FILE = all_from(FLEET, MEMBERS), all_from(file_origin("jira"), MEMBERS)
DENIED = TrackerNotAllowed("jira", 401, "no")
DRIFT = RouteDrift(ACME, BETA)
ODD = UnusableTrackerUrl("jira", "base_url", "it is odd")
NO_COMMAND = UnusableCommand("beads", "bd", "no such file")
STRANGE = RouteDrift(ACME, BETA, "linear")
REFUSED = TrackerRefused("jira", 400, "no")
REJECTED = undelivered(Rejected(Answer(400, None)))
BROKEN = BrokenTracker("jira", "no")
REMEDIES: Mapping[str, tuple[Problem, Credentials, str]] = {
    "a token of the fleet file": (
        DENIED,
        OF_FLEET,
        "jira does not accept the credentials (no); correct the api_token that the fleet file gives",
    ),
    "a token of a file": (DENIED, OF_FILE, DENIED.message),
    "a question with a token of the fleet file": (
        REFUSED,
        OF_FLEET,
        "jira refused to list the issues (no); check the credentials in the fleet file",
    ),
    "an address of the fleet file": (
        BROKEN,
        OF_FLEET,
        "the answer does not look like jira (no); check the base_url that the fleet file gives",
    ),
    "an address of a file": (BROKEN, OF_FILE, BROKEN.message),
    "a command": (BrokenTracker("beads", "no"), NOTHING, BrokenTracker("beads", "no").message),
    "an address of the fleet file that cannot be used": (
        UnusableTrackerUrl("jira", "base_url", "it is odd"),
        OF_FLEET,
        "cannot use base_url of jira: it is odd; correct the base_url that the fleet file gives",
    ),
    "an address of a file that cannot be used": (ODD, OF_FILE, ODD.message),
    "plain http": (
        InsecureTrackerUrl("jira", "base_url", "acme.example"),
        OF_FLEET,
        (
            "base_url of jira is plain http to another machine (acme.example); use https://, or add "
            "insecure_http = true to [fleet] in the fleet file"
        ),
    ),
    "a folder of the fleet file": (
        UnusableCommand("beads", "bd", "no folder /x", "cwd"),
        all_from(FLEET, {"cwd": "x"}),
        "cannot run bd to read beads (no folder /x); correct the cwd that the fleet file gives",
    ),
    "a command of nobody": (NO_COMMAND, NOTHING, NO_COMMAND.message),
    "no cache": (
        MissingCache("x.db"),
        OF_FLEET,
        "x.db: nothing is cached yet; the next run of the fleet pulls the issues",
    ),
    "no token": (
        TokenNeeded(Answer(401, None)),
        NOTHING,
        "the server requires a token (HTTP 401), and there is none; add [credentials.server] to the fleet file",
    ),
    "nothing": (
        MissingCredential("jira", "email"),
        NOTHING,
        "no email for jira; add it to [credentials.jira] in the fleet file, or to the project's own credentials there",
    ),
    "another project in the fleet file": (
        DRIFT,
        OF_FLEET,
        (
            f"this project is pinned to {ACME.in_words}, but the fleet file names {BETA.in_words}; correct the "
            "project's own credentials there, or remove them: the pin is enough"
        ),
    ),
    "a pin of another tracker": (STRANGE, OF_FLEET, STRANGE.message),
    "another project in a file": (DRIFT, OF_FILE, DRIFT.message),
    "a token of the server": (
        undelivered(NotAllowed(Answer(403, None))),
        NOTHING,
        "the server does not accept this token (HTTP 403); correct [credentials.server] in the fleet file",
    ),
    "any other error": (
        undelivered(Rejected(Answer(400, None))),
        OF_FLEET,
        undelivered(Rejected(Answer(400, None))).message,
    ),
}


@pytest.mark.parametrize(("error", "credentials", "message"), REMEDIES.values(), ids=REMEDIES.keys())
def test_told(error: Problem, credentials: Credentials, message: str) -> None:
    """It names the fleet file where that has the value; everything else is said as for a single project."""
    assert told(error, credentials) == message
