"""What reading one place may take: files, archives in archives, bytes."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024
MAX_DEPTH = 4
"""Archives in archives that are gone into."""
MAX_ARCHIVE = 256 * MEBIBYTE
"""The largest archive that is opened: Lambda takes 250 MB unpacked."""
MAX_NESTED = 128 * MEBIBYTE
"""The largest archive in an archive: it is held in memory."""
MAX_NAME = 1024


class Spent(Exception):
    """A place takes more than is given to it; what was read until then stands."""


class Damaged(Exception):
    """Bytes are not what they claim to be."""


@dataclass(slots=True)
class Budget:
    """What is left for one place."""

    files: int = 500_000
    archives: int = 5_000
    unpacked: int = 1024 * MEBIBYTE
    kept: int = 256 * MEBIBYTE
    streamed: int = 10 * 1024 * MEBIBYTE
    """Bytes of an image, whose layers are read through once; as much as Lambda takes."""

    def file(self) -> None:
        """One more name."""
        self.files -= 1
        if self.files < 0:
            raise Spent("it holds more files than are read")

    def archive(self) -> None:
        """One more archive in an archive."""
        self.archives -= 1
        if self.archives < 0:
            raise Spent("it holds more archives than are read")

    def unpack(self, size: int) -> None:
        """Bytes that were unpacked; what is counted is never what an archive says of itself."""
        self.unpacked -= size
        if self.unpacked < 0:
            raise Spent("it unpacks to more than is read")

    def keep(self, size: int) -> None:
        """Bytes that stay in memory."""
        self.kept -= size
        if self.kept < 0:
            raise Spent("its packages' records are more than is read")

    def stream(self, size: int) -> None:
        """Bytes that were passed over."""
        self.streamed -= size
        if self.streamed < 0:
            raise Spent("it unpacks to more than is read")
