"""Tests of the functional core: tables of cases, and properties."""
