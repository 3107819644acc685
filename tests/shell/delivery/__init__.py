"""Tests of ``shell/delivery``."""
