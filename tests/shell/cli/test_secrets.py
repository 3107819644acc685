"""A canary stands wherever a secret can stand, and no output of any command shows it."""

import gzip
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from tests.support.files import CONFIG, CREDENTIALS, Files, make_project
from tests.support.process import Ended, called, trackpost
from tests.support.scripted_server import Reply, http, scripted

CANARY = "c4nary-s3cret"
EVERYWHERE = CREDENTIALS + "".join(
    f'{name} = "{CANARY}"\n' for name in ("api_token", "access_token", "token", "password")
)
COMMANDS: tuple[tuple[tuple[str, ...], Callable[..., Ended]], ...] = (
    ((), trackpost),
    (("--help",), called),
    (("--version",), called),
    (("route",), called),
    (("route", "--json"), called),
    (("route", "--help"), called),
    (("preview",), called),
    (("preview", "--json"), called),
    (("preview", "--body"), called),
    (("preview", "--help"), called),
    (("publish", "--help"), trackpost),
    (("publish", "--json"), called),
    (("publish",), trackpost),
    (("publish", "--nowhere"), called),
    (("publish", "--nowhere", "--json"), trackpost),
    (("publish", "-v"), trackpost),
    (("receipts",), called),
    (("receipts", "--json"), called),
    (("receipts", "--help"), called),
    (("receipts", "show", ""), called),
    (("receipts", "show", "", "--json"), called),
    (("explain", "", ""), called),
    (("explain", "", "", "--json"), called),
    (("status",), called),
    (("status", "--json"), called),
    (("providers",), called),
    (("map", "list"), called),
    (("bind", "--help"), called),
    (("bind", "--provider", "jira", "--workspace", "acme.example", "--credential", f"api_token={CANARY}"), called),
    (("bind", "--provider", "jira", "--workspace", " ", "--credential", f"api_token={CANARY}"), called),
    (("bind", "--provider", "jira", "--workspace", "acme.example", "--credential", f"={CANARY}"), called),
    (("unbind", "--help"), called),
    (("pull", "--help"), called),
    (("serve", "--help"), called),
    (("demo", "--help"), called),
)


def _shown(ended: Iterable[Ended]) -> list[Ended]:
    """Return what showed the canary."""
    return [one for one in ended if CANARY in one.stderr or CANARY.encode() in one.stdout]


def _kept(home: Path) -> list[Path]:
    """Return the files under *home* that hold the canary, beside the one where it belongs."""
    files = [path for path in home.rglob("*") if path.is_file() and path.name != "credentials"]
    assert files
    return [path for path in files if CANARY.encode() in path.read_bytes()]


def test_no_command_shows_a_token_of_the_environment_or_the_file(tmp_path: Path) -> None:
    """Nor of the tracker; neither in help, nor in success, nor in failure."""
    files = make_project(tmp_path, credentials=EVERYWHERE)
    with scripted() as server:
        env = files.env | {"SAAS_AUTH_TOKEN": CANARY, "SAAS_API_URL": server.url}
        ended = [run(*arguments, env=env, cwd=files.root) for arguments, run in COMMANDS]
        sent = [request.headers["authorization"] for request in server.asked]
    assert (_shown(ended), sent) == ([], [f"Bearer {CANARY}"] * 3)
    assert _kept(files.home) == []


NOWHERE = ("--server-url", "http://127.0.0.1:1")
SOON = ("--verbose", "--deadline-seconds", "1")
REPLIES: Mapping[str, Reply] = {
    "taken, and repeated": http(200, f'{{"token":"{CANARY}"}}'.encode()),
    "refused, and repeated": http(401, f'{{"error":"no such token: {CANARY}"}}'.encode()),
    "refused, and repeated across the cut of a long quote": http(400, f'{{"error":"{"x" * 180} {CANARY}"}}'.encode()),
    "redirected, and repeated": http(302, b"", {"Location": f"https://elsewhere.example/{CANARY}"}),
    "later, and repeated": http(503, b"", {"Retry-After": CANARY}),
    "no HTTP, and repeated": Reply(content=f"{CANARY}\r\n\r\n".encode()),
    "closed": Reply(),
    "reset": Reply(resets=True),
    "never answered": Reply(holds=True),
    "trickled": Reply(content=f"HTTP/1.1 200 {CANARY}\r\n".encode() * 9, pause=0.01),
    "a bomb": http(200, gzip.compress(f'["{CANARY}{" " * 9_000_000}"]'.encode()), {"Content-Encoding": "gzip"}),
    "badly zipped": http(200, CANARY.encode(), {"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES.keys())
def test_no_answer_makes_a_publish_show_the_token(reply: Reply, tmp_path: Path) -> None:
    """Given by option or by standard input; told to a person or to a program."""
    files = make_project(tmp_path)
    with scripted(reply) as server:
        arguments = ("publish", "--server-url", server.url, "--auth-token")
        ended = [
            called(*arguments, CANARY, *SOON, env=files.env, cwd=files.root),
            called(*arguments, "-", *SOON, "--json", env=files.env, cwd=files.root, stdin=f"{CANARY}\n".encode()),
            called("receipts", "--json", env=files.env, cwd=files.root),
            called("status", env=files.env, cwd=files.root),
        ]
        sent = {request.headers["authorization"] for request in server.asked}
    assert (_shown(ended), sent, _kept(files.home)) == ([], {f"Bearer {CANARY}"}, [])


def test_a_token_of_one_letter_spoils_no_message(tmp_path: Path) -> None:
    """It is in too many words to be masked where it stands in them; where trackpost shows a token, it shows a mask."""
    files = make_project(tmp_path)
    said = {
        called("publish", *SOON, *NOWHERE, "--auth-token", token, env=files.env, cwd=files.root).stderr.splitlines()[-1]
        for token in ("e", CANARY)
    }
    shown = called("preview", "--json", *NOWHERE, "--auth-token", "e", env=files.env, cwd=files.root).report["headers"]
    assert len(said) == 1
    assert "refused" in said.pop()
    assert isinstance(shown, dict)
    assert shown["Authorization"] == "Bearer ********"


def _malformed_files(folder: Path) -> Iterable[Files]:
    for number, (config, credentials) in enumerate(
        (
            ("tracker: [", EVERYWHERE),
            (f"tracker: {{provider: jira, workspace: x, workspace: {CANARY}}}\n", EVERYWHERE),
            (f"secret: !!bool {CANARY}\n", EVERYWHERE),
            (f"secret: *{CANARY[:2]}\n", EVERYWHERE),
            (CONFIG, EVERYWHERE + "\n[[["),
            (CONFIG, f"{EVERYWHERE}access_token = '{CANARY}'\n"),
            (CONFIG, f"tracker = '{CANARY}'\n"),
            (CONFIG, f"{CREDENTIALS}access_token = '{CANARY}\u00e9'\n"),
            (CONFIG, f"{CREDENTIALS}access_token = ['{CANARY}']\n"),
            (CONFIG.replace("jira", "linear"), f"[tracker.providers.linear]\nteam_id = ['{CANARY}']\n"),
        )
    ):
        yield make_project(folder / str(number), config=config, credentials=credentials)


def test_no_malformed_file_is_quoted(tmp_path: Path) -> None:
    """What is wrong with a file is told by its place, never by its words."""
    ended = [
        called("publish", "--server-url", "http://127.0.0.1:1", *more, env=files.env, cwd=files.root)
        for files in _malformed_files(tmp_path)
        for more in ((), ("--json",))
    ]
    assert _shown(ended) == []
    assert {one.exit_code for one in ended} <= {65, 78}


TOKENS: Mapping[str, str] = {
    "a line break": f"{CANARY}\n{CANARY}",
    "a blank": f"{CANARY} {CANARY}",
    "a letter outside ASCII": f"{CANARY}é",
    "no text": f"{CANARY}\udcff",
}


@pytest.mark.parametrize("token", TOKENS.values(), ids=TOKENS.keys())
def test_no_unusable_token_is_quoted(token: str, tmp_path: Path) -> None:
    """Only the place of the fault is told."""
    files = make_project(tmp_path)
    arguments = ("publish", "--server-url", "http://127.0.0.1:1", "--auth-token", token)
    ended = [called(*arguments, *more, env=files.env, cwd=files.root) for more in ((), ("--json",))]
    assert ([one.exit_code for one in ended], _shown(ended)) == ([78, 78], [])


URLS: Mapping[str, str] = {
    "a password": f"https://user:{CANARY}@kitty.example",
    "a password, and no scheme": f"user:{CANARY}@kitty.example",
    "a query": f"https://kitty.example/?token={CANARY}",
    "a fragment": f"https://kitty.example/#{CANARY}",
    "a password, and an impossible port": f"https://user:{CANARY}@kitty.example:port",
    "a password with a slash": f"https://user:{CANARY}/{CANARY}@kitty.example",
    "a password, and plain http": f"http://user:{CANARY}@kitty.example",
}


@pytest.mark.parametrize("url", URLS.values(), ids=URLS.keys())
def test_no_secret_of_a_server_url_is_quoted(url: str, tmp_path: Path) -> None:
    """What is quoted of an unusable URL is only what anybody may know."""
    files = make_project(tmp_path)
    env = files.env | {"SAAS_API_URL": url}
    ended = [called("publish", *more, env=env, cwd=files.root) for more in ((), ("--json",))]
    assert ([one.exit_code for one in ended], _shown(ended)) == ([78, 78], [])
