"""A stream that nobody reads or changes without its key: AES-256-GCM in chunks, of constant memory at any length.

The construction is STREAM (Hoang, Reyhanitabar, Rogaway and Vizár, 2015), as `age` has it. The plaintext is cut into
chunks of 1 MiB; the last may be shorter and is empty only if the stream is. Each becomes ciphertext plus a tag of 16
bytes. The nonce is the chunk's number in 11 bytes, big endian, then 1 for the last chunk and 0 for the others: chunks
can't be moved, dropped or cut off. A key seals one stream, so no nonce comes twice. Every chunk is bound to the
stream's name (additional data), so that one stream can't stand for another.
"""

from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY = 32  # bytes
CHUNK = 1 << 20  # bytes of plaintext
TAG = 16  # bytes


class SealError(ValueError):
    """The stream was changed, cut off, or belongs to another key or name."""


def seal(key: bytes, name: str, content: Iterable[bytes]) -> Iterator[bytes]:
    """The sealed chunks of a stream. `key` must never seal another one."""
    cipher = AESGCM(key)
    for number, (chunk, last) in enumerate(_chunks(content, CHUNK)):
        yield cipher.encrypt(_nonce(number, last), chunk, name.encode())


def unseal(key: bytes, name: str, sealed: Iterable[bytes]) -> Iterator[bytes]:
    """The plaintext, chunk by chunk, each proven before it is given out. SealError where one isn't genuine.

    Until the end is reached nothing says that there was one: act on the whole only after the last chunk.
    """
    cipher = AESGCM(key)
    for number, (chunk, last) in enumerate(_chunks(sealed, CHUNK + TAG)):
        try:
            yield cipher.decrypt(_nonce(number, last), chunk, name.encode())
        except InvalidTag:
            raise SealError(f"{name}: chunk {number} is not the one that was sealed") from None


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _chunks(content: Iterable[bytes], size: int) -> Iterator[tuple[bytes, bool]]:
    """Pieces of exactly `size` bytes, and whether it is the last one; one empty piece for an empty stream."""
    buffer = bytearray()
    for part in content:
        buffer += part
        while len(buffer) > size:  # not >=: the last piece is known only when nothing follows
            yield bytes(buffer[:size]), False
            del buffer[:size]
    yield bytes(buffer), True
