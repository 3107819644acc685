"""Tests of ``shell/telemetry``."""
