"""Families of faults, one module a family."""
