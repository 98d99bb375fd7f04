"""Invented records, labelled faults, and the measurements made with them. Nothing here is part of the product."""
