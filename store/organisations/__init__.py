"""The register of organisations (annex 1): units, their names in time, who answers for them."""
