"""Tests of ``shell/project``."""
