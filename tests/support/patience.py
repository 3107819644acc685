"""How long tests wait. No test fails because the machine is busy with something else."""

FOREVER = 240.0
"""Seconds: longer than anything here takes, and less than the limit of a test. What lasts as long hangs."""

PROMPTLY = 20.0
"""Seconds: a wide bound for what is done at once, where the mistake would take much longer."""
