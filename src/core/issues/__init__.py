"""Issues: the shared issue cache."""
