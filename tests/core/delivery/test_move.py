"""Which entries of a local ledger are new to a shared one."""

from hypothesis import given
from hypothesis import strategies as st

from trackpost.core.delivery.move import Mark, known_of

MARKS = st.lists(st.tuples(st.sampled_from("ab"), st.just("digest"), st.just("then")), max_size=6)


@given(MARKS, MARKS)
def test_known_of(local: list[Mark], shared: list[Mark]) -> None:
    """One past is the beginning of the other, or they differ; after a move, everything is known."""
    known = known_of(local, shared)
    are_one_past = local[: len(shared)] == shared[: len(local)]
    assert (known is not None) == are_one_past
    if known is not None:
        assert known_of(local, [*shared, *local[known:]]) == len(local)
