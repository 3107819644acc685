"""Files: reading, atomic replacement, locks and temporary storage."""
