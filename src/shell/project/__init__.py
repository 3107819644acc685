"""Project: the files that say what a project is bound to."""
