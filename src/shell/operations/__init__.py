"""Operations: each joins effects into one thing that a person asks for."""
