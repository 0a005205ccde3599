"""Not simulated."""
raise ImportError("sqlite3 is not simulated yet", name="_sqlite3")
