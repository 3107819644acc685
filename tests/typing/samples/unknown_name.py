"""A program that imports a name that does not exist."""

from trackpost import Nope  # must be reported: no such name

NOPE: object = Nope
