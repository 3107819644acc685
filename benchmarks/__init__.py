"""Measures trackpost beside the tool that it replaces: docs/how-to/measure.md."""
