"""What is seen from outside: spans and metrics, for the tools that watch many programs."""
