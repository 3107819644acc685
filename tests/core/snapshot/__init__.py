"""Tests of ``core/snapshot``."""
