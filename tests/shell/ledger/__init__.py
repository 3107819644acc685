"""Tests of ``shell/ledger``."""
