"""What GitHub code scanning takes: a file above any of these is refused whole.

https://docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support
"""

from __future__ import annotations

RESULTS = 25_000
"""Results of a run; the first 5,000 by severity are shown."""

LOCATIONS = 1_000
"""Locations of a result; 100 are shown."""

THREAD_FLOW_LOCATIONS = 10_000
"""Steps of all thread flows of a result; 1,000 are shown."""

TAGS = 20
"""Tags of a rule; 10 are shown."""

DESCRIPTION = 1_024
"""Characters of a rule's short and of its full description."""
