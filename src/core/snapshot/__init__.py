"""Snapshot: what a publish sends."""
