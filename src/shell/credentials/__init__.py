"""Asks for credentials that are in no file: a command, and the keyring of the system."""
