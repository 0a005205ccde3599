"""Not simulated."""
