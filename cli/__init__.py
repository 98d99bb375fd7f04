"""The `gongshi` command: one module a command group."""
