"""Tests of ``core/parsing``."""
