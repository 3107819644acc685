"""Tests of ``ci`` and ``action.yml``: what a runner would run is run, against a tracker and a server on loopback."""
