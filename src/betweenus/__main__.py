"""``python -m betweenus`` is the ``betweenus`` command."""

import sys

from betweenus.cli.main import main

sys.exit(main())
