"""Tests of the probe, over real sockets."""
