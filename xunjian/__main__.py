"""`python -m xunjian` is the same as `xunjian`."""

import sys

from xunjian.cli.main import run

if __name__ == "__main__":
    sys.exit(run())
