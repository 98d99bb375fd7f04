"""The history: what was handed in, what was said about it, by which rules, for whom, and who asked."""
