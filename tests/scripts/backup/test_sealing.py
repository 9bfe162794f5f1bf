"""A sealed stream comes back whole, or with an error before the first wrong byte."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.backup.sealing import CHUNK, TAG, SealError, seal, unseal

KEY, NAME = b"k" * 32, "dumps/server/app/1/database.dump.sealed"
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7]


def sealed(size: int) -> bytes:
    return b"".join(seal(KEY, NAME, [bytes(size)]))


def opened(content: bytes, key: bytes = KEY, name: str = NAME) -> bytes:
    return b"".join(unseal(key, name, [content]))


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_comes_back(size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    chunks = list(seal(KEY, NAME, [content]))
    assert b"".join(unseal(KEY, NAME, chunks)) == content
    assert sum(map(len, chunks)) == size + TAG * max(1, -(-size // CHUNK))
    assert all(one != other for one, other in pairwise(chunks))


@settings(max_examples=30)
@given(st.lists(st.binary(max_size=3 * CHUNK // 2), max_size=4), st.integers(1, 2 * CHUNK))
def test_how_the_stream_arrives_makes_no_difference(parts: list[bytes], step: int) -> None:
    whole = b"".join(seal(KEY, NAME, parts))
    assert whole == b"".join(seal(KEY, NAME, [b"".join(parts)]))
    pieces = [whole[at : at + step] for at in range(0, len(whole), step)] if len(whole) // step < 50 else [whole]
    assert b"".join(unseal(KEY, NAME, pieces)) == b"".join(parts)


@pytest.mark.parametrize("size", SIZES)
def test_another_key_or_name_opens_nothing(size: int) -> None:
    for key, name in ((b"x" * 32, NAME), (KEY, NAME + "x")):
        with pytest.raises(SealError, match="chunk 0 is not the one that was sealed"):
            opened(sealed(size), key, name)


FULL = CHUNK + TAG
DAMAGE = {
    "a flipped bit": lambda whole: whole[:5] + bytes([whole[5] ^ 1]) + whole[6:],
    "cut in a chunk": lambda whole: whole[:-1],
    "cut between chunks": lambda whole: whole[:FULL],
    "emptied": lambda whole: b"",
    "longer": lambda whole: whole + b"x",
    "longer by a chunk": lambda whole: whole + whole[:FULL],
    "chunks swapped": lambda whole: whole[FULL : 2 * FULL] + whole[:FULL] + whole[2 * FULL :],
    "a chunk left out": lambda whole: whole[FULL:],
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_changed_stream_is_refused(damage) -> None:
    whole = sealed(2 * CHUNK + 7)
    assert len(opened(whole)) == 2 * CHUNK + 7
    with pytest.raises(SealError):
        opened(damage(whole))


def test_nothing_is_held_back_in_memory() -> None:
    """Chunks come out while the stream still goes on: the length of a dump is no matter."""
    stream = iter([bytes(CHUNK)] * 3)
    chunks = seal(KEY, NAME, stream)
    next(chunks)
    assert next(stream) == bytes(CHUNK)
