"""Tests of ``shell/fleet``."""
