"""Not simulated."""
raise ImportError("ssl is not simulated yet", name="_ssl")
