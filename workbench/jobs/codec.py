"""Values as bytes for the connection between our own two processes; large arrays go through shared memory.

This is pickle, but only ever between a process and its own child: files and sessions never use it.
"""

from __future__ import annotations

import io
import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.jobs.shared import PlatformSegment

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

INLINE = 1 << 16
"""Bytes of arrays up to which a message carries them itself, which is faster than a descriptor."""

COPIED = 1 << 20
"""Bytes up to which they are copied out of shared memory on arrival: descriptors are few, this copy is cheap."""

ALIGNMENT = 64


@dataclass(frozen=True)
class Packet:
    """A pickled value beside the buffers of its arrays, at these (offset, size) of `inline` or of a segment."""

    stream: bytes
    places: tuple[tuple[int, int], ...]
    total: int
    inline: bytes | None


class _Encoder(pickle.Pickler):
    """Hands out the buffers of arrays instead of copying them into the stream."""

    def __init__(self, stream: io.BytesIO) -> None:
        self.buffers: list[memoryview] = []
        super().__init__(stream, protocol=5, buffer_callback=self._keep)

    def _keep(self, buffer: pickle.PickleBuffer) -> None:
        self.buffers.append(buffer.raw())

    def reducer_override(self, value: Any) -> Any:
        """A view with gaps has no buffer to hand out, so a contiguous copy stands in."""
        if isinstance(value, np.ndarray) and not value.dtype.hasobject and not value.flags.forc:
            return np.ascontiguousarray(value).__reduce_ex__(5)
        return NotImplemented


def encode(value: Any) -> tuple[Packet, list[memoryview]]:
    """The packet, and the buffers that must follow it through a segment if it does not carry them."""
    stream = io.BytesIO()
    encoder = _Encoder(stream)
    encoder.dump(value)
    places, total = _places(encoder.buffers)
    if total > INLINE:
        return Packet(stream.getvalue(), places, total, None), encoder.buffers
    inline = bytearray(total)
    for (offset, size), buffer in zip(places, encoder.buffers, strict=True):
        inline[offset : offset + size] = buffer
    return Packet(stream.getvalue(), places, total, bytes(inline)), []


def _places(buffers: list[memoryview]) -> tuple[tuple[tuple[int, int], ...], int]:
    places, end = [], 0
    for buffer in buffers:
        start = -(-end // ALIGNMENT) * ALIGNMENT
        places.append((start, buffer.nbytes))
        end = start + buffer.nbytes
    return tuple(places), end


def send(connection: Connection[Any, Any], head: Any, packet: Packet, buffers: list[memoryview]) -> Any:
    """Send one message; answers the segment it used, which Windows wants kept until the other side has it."""
    segment = None
    if packet.inline is None:  # before anything is sent, for it may fail
        segment = PlatformSegment.create(packet.total)
        for (offset, _), buffer in zip(packet.places, buffers, strict=True):
            segment.write(offset, buffer)
    connection.send_bytes(pickle.dumps((head, packet), protocol=5))
    if segment is not None:
        segment.send(connection)
    return segment


def receive(connection: Connection[Any, Any]) -> tuple[Any, Packet, memoryview]:
    """The head, the packet and the memory its arrays lie in, read-only."""
    head, packet = pickle.loads(connection.recv_bytes())  # noqa: S301  our own process wrote it
    if packet.inline is not None:
        return head, packet, memoryview(packet.inline)
    mapping = PlatformSegment.receive(connection, packet.total).map()
    return head, packet, memoryview(mapping if packet.total > COPIED else bytes(mapping))


def decode(packet: Packet, memory: memoryview) -> Any:
    """The value again; its arrays are read-only views of that memory."""
    buffers = [memory[offset : offset + size] for offset, size in packet.places]
    return pickle.loads(packet.stream, buffers=buffers)  # noqa: S301  our own process wrote it
