"""The imperative shell: one kind of side effect per module, and the facade that combines them."""
