"""Operations: each combines side effects into one thing that a person asks for."""
