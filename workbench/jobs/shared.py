"""Memory that two processes see, without a name that could be left behind.

POSIX systems pass a descriptor over the connection: `memfd_create` on Linux (which no full /dev/shm can hurt),
an unlinked temporary file elsewhere. Windows has names, but its kernel forgets them with the last handle.
"""

from __future__ import annotations

import errno
import mmap
import os
import sys
from multiprocessing import reduction
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.jobs.anonymous import anonymous_file
from workbench.jobs.memory import check_memory
from workbench.model.errors import UserError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Array = np.ndarray[Any, np.dtype[Any]]

CHUNK = 1 << 26
CHECKED = 1 << 26
"""Bytes from which it is worth half a millisecond to ask how much memory is free."""

DESCRIPTORS = 8192

_FULL = {errno.ENOSPC, errno.ENOMEM, errno.EDQUOT, errno.EFBIG}


class Mapping(mmap.mmap):
    """A mapping that knows its segment, so that an array over it can be shared again without a copy."""

    segment: Segment


def raise_descriptor_limit() -> None:
    """Make room for many shared arrays: macOS starts programs with 256 descriptors, Linux with 1024."""
    if sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


class Segment:
    """Bytes in shared memory, owned through a descriptor; they go with the last descriptor and mapping."""

    def __init__(self, descriptor: int, size: int) -> None:
        self.descriptor = descriptor
        self.size = size

    @classmethod
    def create(cls, size: int) -> Segment:
        """Room for that many bytes; UserError of kind memory if they are not to be had."""
        if size >= CHECKED:
            check_memory(size)
        return cls(anonymous_file("workbench-array"), size)

    def write(self, offset: int, data: memoryview) -> None:
        """Copy bytes in. A write fails where filling a mapping would be a fatal signal."""
        try:
            for start in range(0, len(data), CHUNK):
                self._write_all(offset + start, data[start : start + CHUNK])
        except OSError as error:
            if error.errno not in _FULL:
                raise
            raise UserError(
                "memory", "There is not enough memory to hand the matrix over.", details={"needed": self.size}
            ) from error

    def _write_all(self, offset: int, data: memoryview) -> None:
        while data:
            count = os.pwrite(self.descriptor, data, offset)
            offset, data = offset + count, data[count:]

    def map(self, private: bool = False) -> Mapping:
        """Read-only, or private: writable, where each page is copied when it is first written."""
        access = mmap.ACCESS_COPY if private else mmap.ACCESS_READ
        mapping = Mapping(self.descriptor, self.size, access=access)
        mapping.segment = self
        return mapping

    def send(self, connection: Connection[Any, Any]) -> None:
        reduction.send_handle(connection, self.descriptor, 0)

    @classmethod
    def receive(cls, connection: Connection[Any, Any], size: int) -> Segment:
        return cls(reduction.recv_handle(connection), size)

    def close(self) -> None:
        """Give the descriptor back; mappings stay good."""
        descriptor, self.descriptor = self.descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def __del__(self) -> None:
        self.close()


if sys.platform == "win32":
    import secrets

    class NamedSegment(Segment):
        """The same over a named mapping; whoever receives it opens the name before the sender lets go."""

        def __init__(self, name: str, size: int) -> None:
            super().__init__(-1, size)
            self.name = name
            self._anchor: mmap.mmap | None = mmap.mmap(-1, size, tagname=name)

        @classmethod
        def create(cls, size: int) -> Segment:
            if size >= CHECKED:
                check_memory(size)
            return cls(f"workbench-{secrets.token_hex(16)}", size)

        def _write_all(self, offset: int, data: memoryview) -> None:
            assert self._anchor is not None
            self._anchor[offset : offset + len(data)] = data

        def map(self, private: bool = False) -> Mapping:
            access = mmap.ACCESS_COPY if private else mmap.ACCESS_READ
            mapping = Mapping(-1, self.size, tagname=self.name, access=access)
            mapping.segment = self
            return mapping

        def send(self, connection: Connection[Any, Any]) -> None:
            connection.send_bytes(self.name.encode())

        @classmethod
        def receive(cls, connection: Connection[Any, Any], size: int) -> Segment:
            return cls(connection.recv_bytes().decode(), size)

        def close(self) -> None:
            anchor, self._anchor = self._anchor, None
            if anchor is not None:
                anchor.close()

    PlatformSegment: type[Segment] = NamedSegment
else:
    PlatformSegment = Segment
