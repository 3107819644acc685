"""Tests of ``shell/page``."""
