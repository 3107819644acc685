"""The samples are only for the type checker, so pytest does not collect them."""

collect_ignore_glob = ["samples/*"]
