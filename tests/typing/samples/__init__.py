"""Small programs for the type checker. A comment marks each line that must be reported."""
