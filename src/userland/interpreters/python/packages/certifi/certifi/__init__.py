"""Present because others ask for it; programs do not use it by itself."""
