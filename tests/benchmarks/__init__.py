"""Tests of how the benchmarks process their measurements. Nothing is timed."""
