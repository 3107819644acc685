"""Tests of ``core/routing``."""
