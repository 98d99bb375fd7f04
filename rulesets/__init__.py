"""Rulesets: data only. One folder a ruleset id, one YAML file a version."""
