"""Tests of src/core/settings."""
