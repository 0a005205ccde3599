"""Present because requests asks for it."""
