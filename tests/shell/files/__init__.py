"""Tests of ``shell/files``."""
