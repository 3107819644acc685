"""The contracts say what the code does, and the code does what the contracts say."""
