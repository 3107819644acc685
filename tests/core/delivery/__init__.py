"""Tests of ``core/delivery``."""
