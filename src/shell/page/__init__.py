"""The pages of the reference server, for people who look at what arrived."""
