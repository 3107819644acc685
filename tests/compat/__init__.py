"""What trackpost and Spec Kitty make of each other's files. ``make compat`` makes the environments, and runs these."""
