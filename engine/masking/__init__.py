"""Masking: how text is hidden, where personal numbers stand in it, and what the checks at hand know to be sensitive."""
