"""What Gongshi keeps: the registers of organisations and of items; a room that history and keys can move into.

It may use the engine and knows neither plugins nor the command line. Nothing that was once recorded is overwritten: a
line gets an end, a version gets a successor.
"""
