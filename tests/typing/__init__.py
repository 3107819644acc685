"""Tests of what the type checker must reject, and of what it must let pass."""  # noqa: A005 - nobody imports it by that name alone
