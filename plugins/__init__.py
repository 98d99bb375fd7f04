"""Built-in plugins. Each is a package of checks with their cases, and comes in by the same door as any other plugin."""
