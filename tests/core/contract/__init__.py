"""Tests of ``core/contract``."""
