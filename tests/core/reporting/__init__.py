"""Tests of ``core/reporting``."""
