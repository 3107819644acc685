"""Probe: send requests to a server that somebody else wrote, and see which promises it keeps."""
