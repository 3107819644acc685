"""Tests of the imperative shell: real files, real sockets, real processes."""
