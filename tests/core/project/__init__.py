"""Tests of ``core/project``."""
