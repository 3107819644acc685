"""Tests of src/shell/credentials."""
