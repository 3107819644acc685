"""Tests of ``trackpost fleet``."""
