"""Tests of ``shell/demo``."""
