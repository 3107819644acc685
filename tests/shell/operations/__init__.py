"""Tests of ``shell/operations``."""
