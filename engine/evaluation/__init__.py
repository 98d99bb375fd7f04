"""Evaluation: expressions over the cells of a slice, of a few records, or of one; it knows nothing of rules."""
