"""Tests of ``shell/cache``."""
