"""The site that `make docs` builds; these tests run in its environment alone."""
