"""Tests of `trackpost.core.page`."""
