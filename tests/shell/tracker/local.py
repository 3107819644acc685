"""What the tests of trackers that are asked by running a command share."""

from tests.shell.tracker import Project
from tests.support.reference_server import received, reference_server


def statuses_of(project: Project) -> dict[str, str]:
    """Return the status of each cached issue, by id."""
    found = project.rows("SELECT issue_id, json_extract(payload, '$.status') FROM tracker_issues")
    return {str(issue): str(status) for issue, status in found}


def published(project: Project) -> list[tuple[object, ...]]:
    """Publish a project, and return what has arrived: id, title, status, type, priority and assignees."""
    with reference_server() as url:
        receipt = project.service.sync_publish(server_url=url).unwrap()
        arrived = received(url, receipt.idempotency_key).body
    assert isinstance(arrived, dict)
    names = ("title", "status", "issue_type", "priority", "assignees")
    return [(issue["ref"]["id"], *(issue[name] for name in names)) for issue in arrived["body"]["issues"]]
