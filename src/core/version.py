"""The version of the distribution, from which the packaging reads it too."""

VERSION = "0.1.0"
