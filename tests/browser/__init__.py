"""Tests of the pages in a real browser. They need an environment of their own: ``make browser``."""
