"""Not simulated."""
raise ImportError("tkinter is not simulated yet", name="_tkinter")
