"""Mathematics shared by operations: structure, probes, error bounds, ordering and signs, costs."""
