import sys

print("venv: not simulated yet", file=sys.stderr)
sys.exit(1)
