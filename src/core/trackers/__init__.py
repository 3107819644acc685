"""Issue trackers: what each one says about an issue, translated into our own words."""
