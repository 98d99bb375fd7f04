"""Facts about natural persons (health, family, property), told by clauses that are weighed."""
