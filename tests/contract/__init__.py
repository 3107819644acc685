"""Tests that the contracts and the code agree."""
