"""How far apart two words are."""

from __future__ import annotations


def edits(left: str, right: str, at_most: int) -> int:
    """Letters to insert, delete, replace or swap with their neighbour (optimal string alignment).

    `at_most + 1` stands for anything further.
    """
    if abs(len(left) - len(right)) > at_most:
        return at_most + 1
    older: list[int] = []
    old = list(range(len(right) + 1))
    for row, char in enumerate(left, 1):
        new = [row]
        for column, other in enumerate(right, 1):
            cost = min(old[column] + 1, new[-1] + 1, old[column - 1] + (char != other))
            if row > 1 and column > 1 and char == right[column - 2] and left[row - 2] == other:
                cost = min(cost, older[column - 2] + 1)
            new.append(cost)
        if min(new) > at_most:
            return at_most + 1
        older, old = old, new
    return min(old[-1], at_most + 1)
