"""The fleet file."""

import tomllib
from collections.abc import Mapping

import pytest
from attrs import evolve
from returns.result import Failure, Result, Success

from trackpost.core.delivery.endpoint import Endpoint
from trackpost.core.fleet.fleet_file import DiscoverEntry, FleetFile, ProjectEntry, parse_fleet_file
from trackpost.core.fleet.limits import HostLimit
from trackpost.core.fleet.table import FleetFileFault
from trackpost.core.parsing.toml_table import Place
from trackpost.core.routing.given import GivenCredentials

WHOLE = """
[fleet]
server_url = "https://kitty.example"
state = "sqlite:///var/lib/trackpost/fleet.db"
homes = "homes"
every = "2h"
workers = 4
[[projects]]
path = " /srv/repos/billing "
home = "/srv/home"
every = "1d"
credentials = { project_key = "BILL", project_id = 7 }
[[projects]]
path = "shop"
[[discover]]
path = "/srv/repos/*/*"
exclude = ["**/archive/**"]
every = "15m"
[limits."ACME.atlassian.net"]
at_once = 4
per_minute = 300
[limits."gitlab.example"]
[credentials.jira]
base_url = "https://acme.atlassian.net"
command = ["op", "read", "op://team/jira/token"]
[credentials.Azure]
pat = "s3cret"
[credentials.beads]
command = "bd"
[credentials.server]
auth_token = "s3cret"
"""
URL = "https://kitty.example/api/v1/connectors/trackers/snapshots/"
FLEET = FleetFile(
    source="fleet.toml",
    endpoint=Endpoint(URL, is_loopback=False),
    state="/var/lib/trackpost/fleet.db",
    homes="homes",
    every=7_200,
    workers=4,
    projects=(
        ProjectEntry(
            path="/srv/repos/billing",
            home="/srv/home",
            every=86_400,
            credentials=GivenCredentials(provider="", members={"project_key": "BILL", "project_id": "7"}),
        ),
        ProjectEntry(path="shop"),
    ),
    discover=(DiscoverEntry(pattern="/srv/repos/*/*", exclude=("**/archive/**",), every=900),),
    limits={"acme.atlassian.net": HostLimit(at_once=4, per_minute=300), "gitlab.example": HostLimit()},
    credentials={
        "jira": GivenCredentials(
            provider="jira",
            members={"base_url": "https://acme.atlassian.net"},
            command=("op", "read", "op://team/jira/token"),
        ),
        "azure_devops": GivenCredentials(provider="azure_devops", members={"pat": "s3cret"}),
        "beads": GivenCredentials(provider="beads", members={"command": "bd"}),
    },
    server_credentials=GivenCredentials(provider="server", members={"auth_token": "s3cret"}),
)
HEAD = '[fleet]\nserver_url = "https://kitty.example"\n'
SOME = '[[projects]]\npath = "shop"\n'
NUL = "contains the character NUL (\\u0000), which nothing can use; remove it"
SMALL = FleetFile(source="fleet.toml", endpoint=Endpoint(URL, is_loopback=False), projects=(ProjectEntry(path="shop"),))
LINE = 7


def parsed(text: str) -> Result[FleetFile, FleetFileFault]:
    """Parse a file, all of whose faults are on the same line."""

    def line_of(_place: Place) -> int:
        return LINE

    return parse_fleet_file("fleet.toml", tomllib.loads(text), line_of)


def test_everything_that_a_file_can_say() -> None:
    """It becomes one value, with durations in seconds, hosts in lower case and canonical names of trackers."""
    assert parsed(WHOLE) == Success(FLEET)


def test_the_least_that_a_file_can_say() -> None:
    """A server and a project are enough."""
    assert parsed(HEAD + SOME) == Success(SMALL)
    assert (SMALL.every, SMALL.workers) == (3_600, 8)


def test_secrets_are_not_shown() -> None:
    """The value can be logged."""
    assert "s3cret" not in repr(FLEET)


FAULTS: Mapping[str, tuple[str, str, str]] = {
    "nothing": ("", "fleet.server_url", "is missing; add it"),
    "no project": (HEAD, "projects", "is missing, and so is discover; name a project or a place to look for some"),
    "an unknown table": (HEAD + SOME + "[project]\n", "project", "is unknown; did you mean projects?"),
    "an unknown key": (HEAD + "evry = '1h'\n" + SOME, "fleet.evry", "is unknown; did you mean every?"),
    "a key like no other": (
        HEAD + SOME + "zzzzz = 1\n",
        "projects.zzzzz",
        "is unknown; there are path, home, every, credentials",
    ),
    "no table": ("fleet = 1\n", "fleet", "must be a table"),
    "no tables": (HEAD + "[projects]\n", "projects", "must be written as [[projects]]"),
    "a list of numbers": ("projects = [1]\n" + HEAD, "projects", "must be written as [[projects]]"),
    "a limit that is no table": (HEAD + SOME + "[limits]\nhost = 4\n", "limits.host", "must be a table"),
    "plain http": (
        '[fleet]\nserver_url = "http://kitty.example"\n',
        "fleet.server_url",
        "is plain http to another machine; use https, or add insecure_http = true",
    ),
    "an unusable address": (
        '[fleet]\nserver_url = "https://kitty example"\n',
        "fleet.server_url",
        "is wrong: cannot use server URL 'https://kitty example': it has a blank or a control character",
    ),
    "a number for text": ("[fleet]\nserver_url = 1\n", "fleet.server_url", "must be text that is not blank"),
    "a database without a host that can be read": (
        HEAD + "state = 'postgresql://bob:c4nary@db:99999/fleet'\n" + SOME,
        "fleet.state",
        "is wrong: its host or port is malformed",
    ),
    "blank text": (HEAD + "state = ' '\n" + SOME, "fleet.state", "must be text that is not blank"),
    "a NUL in a path": (HEAD + '[[projects]]\npath = "a\\u0000b"\n', "projects.path", NUL),
    "a NUL in a home": (HEAD + SOME + 'home = "\\u0000"\n', "projects.home", NUL),
    "a NUL in the state": (HEAD + 'state = "sqlite:///a\\u0000"\n' + SOME, "fleet.state", NUL),
    "a NUL in the homes": (HEAD + 'homes = "a\\u0000"\n' + SOME, "fleet.homes", NUL),
    "a NUL in a pattern": (HEAD + '[[discover]]\npath = "*\\u0000"\n', "discover.path", NUL),
    "a NUL among patterns": (
        HEAD + '[[discover]]\npath = "*"\nexclude = ["*/a", "*\\u0000"]\n',
        "discover.exclude",
        NUL,
    ),
    "a NUL in a command": (
        HEAD + SOME + '[credentials.jira]\ncommand = ["op", "\\u0000"]\n',
        "credentials.jira.command",
        NUL,
    ),
    "a NUL in a credential": (
        HEAD + SOME + 'credentials = { project_key = "\\u0000" }\n',
        "projects.credentials.project_key",
        NUL,
    ),
    "a NUL in the name of a database": (
        HEAD + "state = 'postgresql://db.example/fl%00eet'\n" + SOME,
        "fleet.state",
        "is wrong: %00 stands for the character NUL, which nothing can use",
    ),
    "another database": (
        HEAD + "state = 'mysql://x'\n" + SOME,
        "fleet.state",
        "must be sqlite:// and an absolute path, as in sqlite:///var/lib/fleet.db, or a postgresql:// URL",
    ),
    "a relative database": (
        HEAD + "state = 'sqlite://fleet.db'\n" + SOME,
        "fleet.state",
        "must be sqlite:// and an absolute path, as in sqlite:///var/lib/fleet.db, or a postgresql:// URL",
    ),
    "no duration": (
        HEAD + "every = 'soon'\n" + SOME,
        "fleet.every",
        "must be a duration such as 90s, 15m, 1h or 1d, not 'soon'",
    ),
    "a number for a duration": (HEAD + "every = 900\n" + SOME, "fleet.every", "must be text that is not blank"),
    "too many workers": (HEAD + "workers = 1000\n" + SOME, "fleet.workers", "must be a whole number from 1 to 256"),
    "true workers": (HEAD + "workers = true\n" + SOME, "fleet.workers", "must be a whole number from 1 to 256"),
    "no flag": (HEAD + "insecure_http = 'yes'\n" + SOME, "fleet.insecure_http", "must be true or false"),
    "text for a list": (
        HEAD + "[[discover]]\npath = '/srv/*'\nexclude = 'x'\n",
        "discover.exclude",
        "must be a list of texts, none of them empty",
    ),
    "no path": (HEAD + "[[discover]]\n", "discover.path", "is missing; add it"),
    "a limit of nothing": (
        HEAD + SOME + '[limits."acme.example"]\nat_once = 0\n',
        'limits."acme.example".at_once',
        "must be a whole number from 1 to 1000000",
    ),
    "an unknown tracker": (
        HEAD + SOME + "[credentials.notion]\n",
        "credentials.notion",
        "is no tracker; there are jira, linear, azure_devops, github, gitlab, beads, fp, server",
    ),
    "an unknown credential": (
        HEAD + SOME + "[credentials.jira]\napi_tken = 'x'\n",
        "credentials.jira.api_tken",
        "is unknown; did you mean api_token?",
    ),
    "an unknown credential of a project": (
        HEAD + SOME + "credentials = { projekt_key = 'x' }\n",
        "projects.credentials.projekt_key",
        "is unknown; did you mean project_key?",
    ),
    "a command in one text": (
        HEAD + SOME + "[credentials.jira]\ncommand = 'op read x'\n",
        "credentials.jira.command",
        'must be a list of words, such as ["op", "read", "op://team/jira/token"]',
    ),
    "a command of nothing": (
        HEAD + SOME + "[credentials.jira]\ncommand = []\n",
        "credentials.jira.command",
        "must be a program with its arguments, for a tracker that has a secret",
    ),
    "a secret that beads has not": (
        HEAD + SOME + "[credentials.beads]\ncommand = ['op']\n",
        "credentials.beads.command",
        "must be a program with its arguments, for a tracker that has a secret",
    ),
    "a command of numbers": (
        HEAD + SOME + "[credentials.jira]\ncommand = [1]\n",
        "credentials.jira.command",
        "must be a list of texts, none of them empty",
    ),
    "a true credential": (
        HEAD + SOME + "[credentials.jira]\nproject_key = true\n",
        "credentials.jira.project_key",
        "must be text that is not blank",
    ),
}


@pytest.mark.parametrize(("text", "key", "reason"), FAULTS.values(), ids=FAULTS.keys())
def test_faults(text: str, key: str, reason: str) -> None:
    """Each names the file, the line, the key, and what to do."""
    fault = FleetFileFault("fleet.toml", LINE, key, reason)
    assert parsed(text) == Failure(fault)
    assert fault.message == f"fleet.toml, line 7: {key} {reason}"


def test_plain_http_can_be_allowed() -> None:
    """With a key of its own."""
    text = '[fleet]\nserver_url = "http://kitty.example"\ninsecure_http = true\n' + SOME
    endpoint = Endpoint(URL.replace("https", "http"), is_loopback=False)
    assert parsed(text) == Success(evolve(SMALL, endpoint=endpoint, insecure_http=True))


def test_a_shared_state() -> None:
    """It is a database, whose password nobody sees."""
    text = HEAD + "state = 'postgresql://bob:c4nary@db.example/fleet'\n" + SOME
    file = parse_fleet_file("fleet.toml", tomllib.loads(text), lambda _place: 1).unwrap()
    assert file.shared is not None
    assert (file.state, file.shared.shown) == (None, "postgresql://db.example/fleet")
    assert "c4nary" not in repr(file)


SECRETS: Mapping[str, tuple[str, bool]] = {
    "none": (HEAD + SOME + "[credentials.jira]\nemail = 'bot@acme.example'\ncommand = ['op']\n", False),
    "a token of a tracker": (HEAD + SOME + "[credentials.azure]\npat = 'x'\n", True),
    "a token of the server": (HEAD + SOME + "[credentials.server]\nauth_token = 'x'\n", True),
    "a token of a project": (HEAD + SOME + "credentials = { api_key = 'x' }\n", True),
    "a password of the database": (HEAD + "state = 'postgresql://bob:c4nary@db.example/fleet'\n" + SOME, True),
    "no password of the database": (HEAD + "state = 'postgresql://bob@db.example/fleet'\n" + SOME, False),
}


@pytest.mark.parametrize(("text", "has_secrets"), SECRETS.values(), ids=SECRETS.keys())
def test_secrets_in_the_file(text: str, *, has_secrets: bool) -> None:
    """Tokens and passwords that are written there; not what a command prints."""
    assert parsed(text).map(lambda file: file.has_secrets) == Success(has_secrets)
