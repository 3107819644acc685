"""Tests of the functional core: tables of values, and properties."""
