"""Tests of the command line, most of them of the installed program."""
