"""Three-valued answers."""

from __future__ import annotations

import pytest

from ennead.iam.tri import Tri, all_of, any_of, of

YES, NO, UNKNOWN = Tri.YES, Tri.NO, Tri.UNKNOWN


@pytest.mark.parametrize("left", list(Tri))
@pytest.mark.parametrize("right", list(Tri))
def test_de_morgan_holds(left: Tri, right: Tri) -> None:
    """not (a and b) is (not a) or (not b), for all nine pairs."""
    assert left.and_(right).not_() is left.not_().or_(right.not_())


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (YES, NO, NO, YES),
        (YES, UNKNOWN, UNKNOWN, YES),
        (NO, UNKNOWN, NO, UNKNOWN),
        (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_unknown_decides_nothing_that_is_decided(left: Tri, right: Tri, both: Tri, either: Tri) -> None:
    """UNKNOWN gives way to NO in a conjunction and to YES in a disjunction, in either order."""
    assert (left.and_(right), right.and_(left)) == (both, both)
    assert (left.or_(right), right.or_(left)) == (either, either)


@pytest.mark.parametrize("answer", list(Tri))
def test_no_answer_is_a_condition(answer: Tri) -> None:
    """An answer used as a condition raises, so UNKNOWN is never taken for one."""
    with pytest.raises(TypeError, match="three-valued"):
        bool(answer)


def test_over_many() -> None:
    """Of nothing, all hold and none does; else the strongest answer wins."""
    assert (all_of([]), any_of([])) == (YES, NO)
    assert (all_of([YES, UNKNOWN]), all_of([UNKNOWN, NO]), any_of([NO, UNKNOWN]), any_of([UNKNOWN, YES])) == (
        UNKNOWN,
        NO,
        UNKNOWN,
        YES,
    )
    assert (of(True), of(False)) == (YES, NO)
