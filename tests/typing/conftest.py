"""The samples are for the type checker: nobody runs them."""

collect_ignore_glob = ["samples/*"]
