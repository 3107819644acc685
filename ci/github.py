"""Binds, pulls and publishes in a job of GitHub Actions, and says what happened in the ways that GitHub knows.

Those are commands on standard output (``::error::``), outputs and a summary, both of which are files. GitHub looks for
commands in every line that a step prints, so it is told to heed none while somebody else's words may be among them.
The inputs of the action are in the environment, as ``action.yml`` puts them there; so are the credentials.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from attrs import frozen

from trackpost.core.routing.origins import variable_of
from trackpost.core.routing.providers import PROVIDERS

_TOKEN, _SERVER = "SAAS_AUTH_TOKEN", "SAAS_API_URL"
_SHORTEST = 4
"""Characters; a mask of fewer would hide ordinary words."""
_LOG = 1
"""Standard output: GitHub reads standard error apart from it, and so perhaps later."""
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~&-])")


@frozen
class Ran:
    """A command that has ended: its name, its exit status, and its JSON object."""

    name: str
    status: int
    report: Mapping[str, object]

    @property
    def error(self) -> Mapping[str, object]:
        """The error; an empty one if there is none."""
        error = self.report.get("error")
        return error if isinstance(error, dict) else {}

    def text(self, member: str) -> str:
        """Return a member as text; an empty text if it is null."""
        value = self.report.get(member)
        return "" if value is None else str(value)


def command_of(name: str, message: str, **properties: str) -> str:
    r"""Return a workflow command on one line.

    >>> command_of("error", "100 % lost\n::warning::", title="a: b, c")
    '::error title=a%3A b%2C c::100 %25 lost%0A::warning::'
    """
    shown = ",".join(f"{key}={_escaped(text, ':,')}" for key, text in properties.items())
    return f"::{name}{' ' if shown else ''}{shown}::{_escaped(message)}"


def _escaped(text: str, more: str = "") -> str:
    return "".join(f"%{ord(one):02X}" if one in f"%\r\n{more}" else one for one in text)


def secrets_in(environ: Mapping[str, str]) -> Iterator[str]:
    """Return each line of each secret in the environment."""
    names = (variable_of(row.name, key) for row in PROVIDERS.values() for key in sorted(row.secrets))
    for name in (_TOKEN, "INPUT_AUTH_TOKEN", *names):
        yield from (line for line in environ.get(name, "").splitlines() if len(line.strip()) >= _SHORTEST)


def commands_for(environ: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Return the commands that the inputs ask for, without what all of them have."""
    if environ.get("INPUT_PROVIDER"):
        yield "bind", "--provider", environ["INPUT_PROVIDER"], "--workspace", environ.get("INPUT_WORKSPACE", "")
    if _is_on(environ, "INPUT_PULL"):
        yield ("pull",)
    flags = {"--require-route": "INPUT_REQUIRE_ROUTE", "--skip-unchanged": "INPUT_SKIP_UNCHANGED"}
    yield "publish", *(flag for flag, name in flags.items() if _is_on(environ, name))


def _is_on(environ: Mapping[str, str], name: str) -> bool:
    return environ.get(name, "").strip().lower() == "true"


def with_inputs(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the commands: an input that is not empty takes the place of its variable."""
    inputs = {_SERVER: environ.get("INPUT_SERVER_URL", ""), _TOKEN: environ.get("INPUT_AUTH_TOKEN", "")}
    return {**environ, **{name: text for name, text in inputs.items() if text}}


def run(arguments: tuple[str, ...], environ: Mapping[str, str]) -> Ran:
    """Run a command of trackpost to its end."""
    root = environ.get("INPUT_ROOT") or "."
    argv = [sys.executable, "-m", "trackpost", *arguments, "--root", root, "--json"]
    ended = subprocess.run(argv, env=with_inputs(environ), stdout=subprocess.PIPE, stderr=_LOG, check=False)
    try:
        report: object = json.loads(ended.stdout)
    except ValueError:
        report = None
    return Ran(arguments[0], ended.returncode, report if isinstance(report, dict) else {})


def annotations_of(ran: Ran) -> Iterator[str]:
    """Return a workflow command for the error, and for each warning."""
    title = f"trackpost {ran.name}"
    warnings = ran.report.get("warnings")
    for warning in warnings if isinstance(warnings, list) else ():
        yield command_of("warning", str(warning), title=title)
    if ran.status:
        message = ran.error.get("message", f"ended with status {ran.status}")
        yield command_of("error", str(message), title=title)


def route_of(ran: Ran) -> str:
    """Return the route in words; an empty text if there is none.

    >>> route_of(Ran("publish", 0, {"route": {"external_resource_id": "b", "external_resource_type": "a"}}))
    'a b'
    """
    match ran.report.get("route"):
        case {"external_resource_type": str(kind), "external_resource_id": str(name)}:
            return f"{kind} {name}"
        case _:
            return ""


def outputs_of(last: Ran) -> Mapping[str, str]:
    """Return the outputs of the action."""
    return {
        "outcome": last.text("outcome") if last.name == "publish" else "not_sent",
        "idempotency-key": last.text("idempotency_key"),
        "route": route_of(last),
        "exit-status": str(last.status),
    }


def summary_of(done: list[Ran]) -> str:
    """Return the summary in Markdown: what each command came to, and what was sent."""
    last = done[-1]
    result = outputs_of(last)["outcome"] if not last.status else "failed"
    steps = [(ran.name, _result(ran)) for ran in done]
    facts = {
        "server": last.text("endpoint"),
        "route": route_of(last) or "none",
        "issues": last.text("issues"),
        "links": last.text("mappings"),
        "attempts": last.text("attempts"),
        "idempotency key": last.text("idempotency_key"),
    }
    sent = [(name, text) for name, text in facts.items() if text] if last.name == "publish" else []
    rows = [f"| {name} | {_plain(text)} |" for name, text in [*steps, *sent]]
    return "\n".join([f"### trackpost: {_plain(result)}", "", "| | |", "|---|---|", *rows, ""])


def _result(ran: Ran) -> str:
    if ran.status:
        return str(ran.error.get("message", f"ended with status {ran.status}"))
    return {"bind": "bound", "pull": f"{ran.text('issues')} issues read"}.get(ran.name, ran.text("outcome"))


def _plain(text: str) -> str:
    """Return text that Markdown shows as it is, in a cell of a table."""
    return " ".join(_MARKUP.sub(r"\\\1", text).split())


@contextmanager
def nothing_heeded() -> Iterator[None]:
    """Let GitHub heed no command in what is printed meanwhile."""
    word = token_hex(16)
    print(command_of("stop-commands", word), flush=True)
    try:
        yield
    finally:
        print(command_of(word, ""), flush=True)


def append(environ: Mapping[str, str], name: str, text: str) -> None:
    """Append text to the file that a variable names, if there is one."""
    if environ.get(name):
        with Path(environ[name]).open("a", encoding="utf-8") as file:
            file.write(text)


def main(environ: Mapping[str, str]) -> int:
    """Do the job, and return the exit status of the last command that ran."""
    for secret in secrets_in(environ):
        print(command_of("add-mask", secret), flush=True)
    done = list[Ran]()
    for arguments in commands_for(environ):
        with nothing_heeded():
            done.append(run(arguments, environ))
            print(f"trackpost {arguments[0]}: {_result(done[-1])}".replace("\n", " "), flush=True)
        for annotation in annotations_of(done[-1]):
            print(annotation, flush=True)
        if done[-1].status:
            break
    end = token_hex(16)
    outputs = (f"{name}<<{end}\n{text}\n{end}\n" for name, text in outputs_of(done[-1]).items())
    append(environ, "GITHUB_OUTPUT", "".join(outputs))
    append(environ, "GITHUB_STEP_SUMMARY", summary_of(done))
    return done[-1].status


if __name__ == "__main__":
    sys.exit(main(os.environ))
