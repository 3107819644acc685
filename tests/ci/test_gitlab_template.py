"""The template for GitLab: its scripts are run with the variables of the how-to."""

import json
from collections.abc import Mapping
from pathlib import Path

from tests.ci.runner import TOKEN, Runner, Step, documented, fresh_runner, loaded, mapping
from tests.docs.markdown import ROOT
from tests.support.jira_server import SECRET
from trackpost.core.reporting.exit_codes import ExitCode

JOB = mapping(loaded((ROOT / "ci" / "gitlab.yml").read_text())["trackpost"])


def called(runner: Runner, **others: str) -> Step:
    """Run the job after its installation, with the variables of the how-to, and with others in their place."""
    given = {**mapping(JOB["variables"]), **mapping(documented(1)["variables"])}
    folder = {"CI_PROJECT_DIR": str(runner.checkout)}
    variables = {
        **{name: str(text).replace("$CI_PROJECT_DIR", folder["CI_PROJECT_DIR"]) for name, text in given.items()},
        **folder,
        "TRACKPOST_JIRA_API_TOKEN": SECRET,
        "SAAS_AUTH_TOKEN": TOKEN,
        **others,
    }
    script = JOB["script"]
    assert isinstance(script, list)
    return runner.runs("\n".join(map(str, script)), {name: runner.local(text) for name, text in variables.items()})


def receipt(runner: Runner) -> Mapping[str, object]:
    """Return the artifact."""
    return mapping(json.loads((runner.checkout / "trackpost-receipt.json").read_text()))


def test_the_documented_pipeline(tmp_path: Path) -> None:
    """It binds, pulls and publishes; the ledger is in the folder that the cache keeps, and no secret is in a file."""
    with fresh_runner(tmp_path) as runner:
        first, second = called(runner), called(runner)
    assert (first.status, second.status, receipt(runner)["outcome"]) == (0, 0, "replayed")
    assert receipt(runner)["route"] == {"external_resource_type": "jira_project", "external_resource_id": "ACME"}
    assert (runner.checkout / ".trackpost-home" / "trackpost" / "ledger.db").exists()
    assert SECRET not in first.log
    assert not (runner.checkout / ".trackpost-home" / "credentials").exists()


def test_a_job_that_fails(tmp_path: Path) -> None:
    """The job ends with the status of the publish, and the artifact says why; only 75 is tried again."""
    with fresh_runner(tmp_path) as runner:
        ended = called(runner, SAAS_AUTH_TOKEN="another")
    assert (ended.status, receipt(runner)["outcome"]) == (77, "not_allowed")
    assert mapping(JOB["retry"])["exit_codes"] == ExitCode.TEMPORARY
