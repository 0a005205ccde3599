import sys

from flask.cli import main

sys.exit(main())
