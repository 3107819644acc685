"""Tests of ``core/fleet``."""
