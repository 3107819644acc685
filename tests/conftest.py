"""What holds for all tests."""

import signal


def pytest_configure() -> None:
    """Let Ctrl-C reach the programs that tests start: they inherit that it is ignored, as a shell's ``&`` has it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
