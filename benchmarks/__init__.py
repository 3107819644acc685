"""Compare trackpost with the tool that it replaces: docs/how-to/measure.md."""
