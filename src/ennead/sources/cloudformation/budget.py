"""How much a template may ask for.

The bounds grow with what is written: a large application gets all the room it needs, and a small file that
multiplies itself (aliases, includes, mappings that name mappings, stacks that nest stacks) does not.
"""

from __future__ import annotations

from dataclasses import dataclass

FREE = 200_000
PER_MEMBER = 10
"""Members that may be resolved: so many, and so many for each one that is written."""
PER_TEXT = 16
"""Characters of a text that count as one member."""
MAX_INCLUDED = 400_000
"""Members of all files a template names, each as often as it is named."""
FREE_STACKS = 50
STACKS_PER_FILE = 4


@dataclass(slots=True)
class Budget:
    """What the reading of one template has cost so far, its nested stacks included.

    `depth` counts how deep the resolver is; it is one number for all stacks, as they resolve inside each other.
    """

    written: int = 0
    work: int = 0
    included: int = 0
    stacks: int = 0
    depth: int = 0

    def spend(self, members: int) -> bool:
        """Note work; whether it was still within bounds."""
        self.work += members
        return self.work <= FREE + PER_MEMBER * self.written

    def include(self, members: int) -> bool:
        """Note that a file is put in; whether it was still within bounds."""
        self.included += members
        return self.included <= MAX_INCLUDED

    def nest(self, files: int) -> bool:
        """Note a nested stack, of so many files read; whether it was still within bounds."""
        self.stacks += 1
        return self.stacks <= FREE_STACKS + STACKS_PER_FILE * files
