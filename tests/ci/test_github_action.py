"""The action for GitHub: its steps are run as the workflow of the how-to calls it."""

import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.ci.runner import TOKEN, Runner, Step, documented, evaluated, fresh_runner, loaded, mapping, steps
from tests.docs.markdown import ROOT
from tests.support.files import write
from tests.support.jira_server import SECRET
from tests.support.scripted_server import http, scripted
from trackpost.core.routing.origins import variable_of
from trackpost.core.routing.providers import PROVIDERS

ACTION = loaded((ROOT / "action.yml").read_text())
INPUTS, OUTPUTS = mapping(ACTION["inputs"]), mapping(ACTION["outputs"])
STEPS = steps(mapping(ACTION["runs"])["steps"])
(PUBLISH,) = (step for step in STEPS if step.get("id") == "publish")
SECRETS = {"secrets.SAAS_AUTH_TOKEN": TOKEN, "secrets.JIRA_API_TOKEN": SECRET}


def documented_step() -> Mapping[str, object]:
    """Return the step of the how-to that uses the action."""
    publish = mapping(mapping(documented(0)["jobs"])["publish"])
    (found,) = (step for step in steps(publish["steps"]) if step.get("id") == "trackpost")
    return found


def called(runner: Runner, *, given: Mapping[str, str] | None = None, **environ: str) -> Step:
    """Run the step that publishes, with the inputs and the variables of the how-to, and with others in their place."""
    step = documented_step()
    texts = {name: str(mapping(one)["default"]) for name, one in INPUTS.items()}
    inputs = {**texts, **{name: str(text) for name, text in mapping(step["with"]).items()}, **(given or {})}
    values = {f"inputs.{name}": evaluated(text, SECRETS) for name, text in inputs.items()}
    installed = runner.folder / "trackpost"
    if not installed.exists():
        installed.symlink_to(sys.prefix)
    variables = {
        **{name: evaluated(text, SECRETS) for name, text in mapping(step["env"]).items()},
        **{name: evaluated(text, values) for name, text in mapping(PUBLISH["env"]).items()},
        "RUNNER_TEMP": str(runner.folder),
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_OUTPUT": str(runner.folder / "output"),
        "GITHUB_STEP_SUMMARY": str(runner.folder / "summary"),
        **environ,
    }
    return runner.runs(str(PUBLISH["run"]), {name: runner.local(text) for name, text in variables.items()})


def outputs(runner: Runner) -> dict[str, str]:
    """Return the outputs of the last call."""
    found = re.findall(r"^(\S+)<<(\w+)\n(.*?)\n\2$", (runner.folder / "output").read_text(), re.MULTILINE | re.DOTALL)
    return {name: text for name, _, text in found}


def parted(log: str) -> tuple[list[str], list[str]]:
    """Return the lines in which GitHub looks for commands, and the others."""
    heeded, unheeded, word = list[str](), list[str](), None
    for line in log.splitlines():
        if word is None and line.startswith("::stop-commands::"):
            word = line.removeprefix("::stop-commands::")
        elif word is not None and line == f"::{word}::":
            word = None
        else:
            (heeded if word is None else unheeded).append(line)
    assert word is None
    return heeded, unheeded


def test_the_documented_workflow(tmp_path: Path) -> None:
    """It binds, pulls and publishes, masks both secrets before anything else, and says what happened."""
    with fresh_runner(tmp_path) as runner:
        ended = called(runner)
    found = outputs(runner)
    heeded, unheeded = parted(ended.log)
    assert (ended.status, heeded) == (0, [f"::add-mask::{TOKEN}", f"::add-mask::{SECRET}"])
    assert unheeded == ["trackpost bind: bound", "trackpost pull: 3 issues read", "trackpost publish: delivered"]
    assert re.fullmatch("[0-9a-f]{64}", found.pop("idempotency-key"))
    assert found == {"outcome": "delivered", "route": "jira_project ACME", "exit-status": "0"}
    assert set(OUTPUTS) == {*found, "idempotency-key"}
    kept = [one.read_bytes() for one in (tmp_path / "home").rglob("*") if one.is_file()]
    assert kept
    assert not any(secret.encode() in content for secret in (SECRET, TOKEN) for content in kept)


def test_the_words_of_others(tmp_path: Path) -> None:
    """What a server says is heeded nowhere: not in the log, and in an annotation only as its text."""
    words = b'{"error": "no", "message": "##[add-mask]e\\n::add-mask::e"}'
    with fresh_runner(tmp_path) as runner, scripted(http(400, words)) as server:
        ended = called(runner, given={"server-url": server.url})
    heeded, unheeded = parted(ended.log)
    assert (ended.status, len(heeded)) == (76, 3)
    assert heeded[2].startswith("::error title=trackpost publish::the server refused the snapshot")
    assert "##[add-mask]e" in unheeded[-1]


def test_the_summary(tmp_path: Path) -> None:
    """It is a table, in which no text is taken for Markdown."""
    with fresh_runner(tmp_path) as runner:
        called(runner)
    lines = (tmp_path / "summary").read_text().splitlines()
    assert lines[:7] == [
        "### trackpost: delivered",
        "",
        "| | |",
        "|---|---|",
        "| bind | bound |",
        "| pull | 3 issues read |",
        "| publish | delivered |",
    ]
    assert "| route | jira\\_project ACME |" in lines
    assert "| issues | 3 |" in lines


FAILURES: Mapping[str, tuple[Mapping[str, str], Mapping[str, str], int, str, Mapping[str, str]]] = {
    "a secret that is missing": (
        {},
        {"TRACKPOST_JIRA_API_TOKEN": ""},
        78,
        "::error title=trackpost pull::no api_token for jira: set TRACKPOST_JIRA_API_TOKEN, or add it to [tracker.",
        {"outcome": "not_sent", "idempotency-key": "", "route": "", "exit-status": "78"},
    ),
    "a token that is refused": (
        {"auth-token": "another"},
        {},
        77,
        "::error title=trackpost publish::the server",
        {"outcome": "not_allowed", "route": "jira_project ACME", "exit-status": "77"},
    ),
    "a provider that is unknown": (
        {"provider": "j%i,ra"},
        {},
        2,
        "::error title=trackpost bind::unknown provider 'j%25i,ra'",
        {"outcome": "not_sent", "idempotency-key": "", "route": "", "exit-status": "2"},
    ),
}


@pytest.mark.parametrize(("given", "environ", "status", "said", "found"), FAILURES.values(), ids=FAILURES.keys())
def test_failures(
    given: Mapping[str, str],
    environ: Mapping[str, str],
    status: int,
    said: str,
    found: Mapping[str, str],
    tmp_path: Path,
) -> None:
    """The step fails with the status of the command, one annotation says why, and nothing after it runs."""
    with fresh_runner(tmp_path) as runner:
        ended = called(runner, given=given, **environ)
    (annotation,) = (line for line in ended.log.splitlines() if line.startswith("::error"))
    assert ended.status == status
    assert annotation.startswith(said)
    assert found.items() <= outputs(runner).items()
    assert (tmp_path / "summary").read_text().startswith("### trackpost: failed\n")


def test_without_inputs(tmp_path: Path) -> None:
    """A project that is bound is published as it is, and a missing route can be allowed."""
    with fresh_runner(tmp_path) as runner:
        called(runner)
        given = {"provider": "", "pull": "false", "server-url": "", "auth-token": "", "skip-unchanged": "true"}
        ended = called(runner, given=given, SAAS_API_URL=runner.server, SAAS_AUTH_TOKEN=TOKEN)
    assert (ended.status, parted(ended.log)[1][-1]) == (0, "trackpost publish: unchanged")


def test_a_warning_is_an_annotation(tmp_path: Path) -> None:
    """The step succeeds, and the run shows what to know."""
    with fresh_runner(tmp_path) as runner:
        called(runner)
        exposed = write(tmp_path / "home" / ".spec-kitty" / "credentials", "")
        exposed.chmod(0o644)
        ended = called(runner, given={"provider": ""})
    assert ended.status == 0
    assert f"::warning title=trackpost pull::{exposed}: other users of this machine" in ended.log


def test_the_action_and_its_documents() -> None:
    """The step has only inputs and variables that there are; the how-to describes each input and each output."""
    step, text = documented_step(), (ROOT / "docs" / "how-to" / "publish-from-ci.md").read_text()
    known = {variable_of(row.name, key) for row in PROVIDERS.values() for key in row.keys}
    assert set(mapping(step["with"])) <= set(INPUTS)
    assert set(mapping(step["env"])) <= known
    assert [name for name in (*INPUTS, *OUTPUTS) if f"`{name}`" not in text] == []


def test_the_install_script_takes_the_pins() -> None:
    """It installs this checkout and a whole closure, so that no index decides what runs."""
    (install,) = (str(step["run"]) for step in STEPS if "ci/install" in str(step.get("run")))
    script = (ROOT / "ci" / "install").read_text()
    assert '"$GITHUB_ACTION_PATH/ci/install" "$RUNNER_TEMP/trackpost"' in install
    assert (ROOT / "requirements" / "app.txt").exists()
    assert '"$checkout/requirements/install" "$1" "$checkout/requirements/app.txt"' in script
