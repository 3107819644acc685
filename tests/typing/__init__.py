"""Tests of what the type checker must reject, and what it must accept."""  # noqa: A005 - nobody imports it as ``typing``
