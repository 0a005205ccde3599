import sys

print("ensurepip: not simulated yet", file=sys.stderr)
sys.exit(1)
