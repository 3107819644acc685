"""In which form a page is asked for: as HTML, or as JSON for a program.

RFC 9110, section 12.5.1: the header ``Accept`` lists media types, each with a weight between 0 and 1.
"""

import re

_WEIGHT = re.compile(r"q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")


def prefers_json(accepted: str) -> bool:
    """Say whether JSON is named, and HTML is not named with the same weight or more.

    >>> prefers_json("application/json, */*"), prefers_json("text/html, application/json"), prefers_json("*/*")
    (True, False, False)
    """
    weights = dict(map(_weighted, accepted.lower().split(",")))
    return weights.get("application/json", 0.0) > weights.get("text/html", 0.0)


def _weighted(media_range: str) -> tuple[str, float]:
    name, *parameters = (part.strip() for part in media_range.split(";"))
    weights = (float(found[1]) for found in map(_WEIGHT.fullmatch, parameters) if found)
    return name, next(weights, 1.0)
