"""`python -m ennead`."""

import sys

from ennead.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
