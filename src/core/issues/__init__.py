"""Issues: the contents of the shared issue cache."""
