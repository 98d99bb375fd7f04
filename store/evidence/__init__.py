"""Evidence: what was handed in, sealed under a key of the installation, addressed by the digest of the sealed bytes."""
