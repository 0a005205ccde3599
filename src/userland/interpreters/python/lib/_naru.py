"""Makes the interpreter look like CPython on Linux: what Emscripten lacks, and Linux's error numbers."""
