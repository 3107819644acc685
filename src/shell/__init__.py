"""The imperative shell: one effect a module, and the facade that joins them."""
