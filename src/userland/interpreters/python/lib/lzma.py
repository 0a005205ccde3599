"""Not simulated."""
raise ImportError("lzma is not simulated yet", name="_lzma")
