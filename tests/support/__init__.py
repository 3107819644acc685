"""What the tests share: servers that misbehave on purpose, real processes, real files."""
