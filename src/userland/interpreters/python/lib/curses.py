"""Not simulated."""
raise ImportError("curses is not simulated yet", name="_curses")
