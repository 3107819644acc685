"""A program whose transport returns only whether it succeeded."""

from trackpost import PublishRequest, TrackerService


def post(request: PublishRequest, timeout_seconds: float, seconds: float) -> bool:
    """Send nothing."""
    return timeout_seconds < seconds and not request.headers()


SERVICE = TrackerService(".", post=post)  # must be reported: a transport returns a verdict
