"""What an ARN that is written with variables has: six parts, and variables in them."""

from __future__ import annotations

import re

TOKEN = re.compile(r"\$\{([^{}]*)\}")
COUNT = 6
