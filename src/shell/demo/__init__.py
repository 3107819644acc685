"""Demo: a sample project, published step by step to a reference server."""
