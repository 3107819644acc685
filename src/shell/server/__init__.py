"""A reference server for the snapshot contract: for people who write a server, for the demo, for our own tests."""
