"""Tests of ``core/issues``."""
