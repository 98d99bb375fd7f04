"""The same rules in other libraries, each in its own natural way."""
