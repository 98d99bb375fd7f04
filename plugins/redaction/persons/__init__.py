"""Names of natural persons in running text: how a name is built, what stands around it, and whose it is."""
