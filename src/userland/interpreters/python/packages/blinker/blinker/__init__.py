"""Present because flask asks for it; signals are not simulated."""
