"""Programs and libraries for a processor, told by their first bytes."""

from __future__ import annotations

HEAD = 1024
"""Bytes that tell."""
_MACH_O = {bytes.fromhex(one) for one in ("feedface", "feedfacf", "cefaedfe", "cffaedfe")}
_FAT = bytes.fromhex("cafebabe")  # Java's classes begin so too
_MOST_FAT = 40
"""Processors of a file for several; where they stand a class has its version, which is 45 or more."""


def is_native(head: bytes) -> bool:
    """Whether a file that begins so is ELF, Mach-O or PE."""
    if head[:4] == b"\x7fELF" or head[:4] in _MACH_O:
        return len(head) > 16
    if head[:4] == _FAT:
        return len(head) >= 8 and 0 < int.from_bytes(head[4:8], "big") < _MOST_FAT
    if head[:2] == b"MZ" and len(head) >= 64:
        start = int.from_bytes(head[60:64], "little")
        return head[start : start + 4] == b"PE\0\0"
    return False
