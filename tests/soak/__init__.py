"""Tests of what a soak draws and how it judges. Nothing is started."""
