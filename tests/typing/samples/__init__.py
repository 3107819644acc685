"""Small programs for the type checker. Each says in a comment what must be reported, where anything must."""
