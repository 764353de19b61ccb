"""Ring (b): a seccomp filter on this process, which also holds in native code, in threads and in children.

It refuses what no function needs: to look into other processes, to mount, to load code into the kernel, to change
namespaces, keys, and the ways around the other sensors (`io_uring`, programs without a file).  Where the contract names
no program at all, none is started.  It cannot be taken back, and it sees numbers only: no path and no address.
"""

from __future__ import annotations

from . import assembler
from .assembler import ANY_BIT, AT_LEAST, EQUAL, LOAD, NEXT, RETURN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .assembler import Line

EPERM, ENOSYS = 1, 38
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000
"""Numbers of another calling convention of x86_64 begin here."""
_NAMESPACES = 0x7E020000
"""Flags of `clone` that ask for a namespace."""

_DENIED = """
ptrace 101 117, process_vm_readv 310 270, process_vm_writev 311 271, kcmp 312 272, pidfd_getfd 438 438,
process_madvise 440 440, mount 165 40, umount2 166 39, pivot_root 155 41, chroot 161 51, open_tree 428 428,
move_mount 429 429, fsopen 430 430, fsconfig 431 431, fsmount 432 432, fspick 433 433, mount_setattr 442 442,
open_by_handle_at 304 265, bpf 321 280, kexec_load 246 104, kexec_file_load 320 294, init_module 175 105,
finit_module 313 273, delete_module 176 106, userfaultfd 323 282, keyctl 250 219, add_key 248 217,
request_key 249 218, unshare 272 97, setns 308 268, perf_event_open 298 241, io_uring_setup 425 425,
io_uring_enter 426 426, io_uring_register 427 427, memfd_create 319 279, memfd_secret 447 447, execveat 322 281,
fanotify_init 300 262, syslog 103 116, acct 163 89, swapon 167 224, swapoff 168 225, reboot 169 142,
settimeofday 164 170, clock_settime 227 112, quotactl 179 60, quotactl_fd 443 443, sethostname 170 161,
setdomainname 171 162, iopl 172 -, ioperm 173 -, modify_ldt 154 -
"""
"""Each with its number on x86_64 and on aarch64."""
_numbers: dict[str, dict[str, int]] = {}
_OTHERS = {"execve": (59, 221), "clone": (56, 220), "clone3": (435, 435), "seccomp": (317, 277)}


def numbers(machine: str) -> dict[str, int]:
    """The calls that are refused on this machine, by name."""
    if machine not in _numbers:
        which = 1 + list(ARCHITECTURES).index(machine)
        words = [entry.split() for entry in _DENIED.replace("\n", " ").split(",")]
        _numbers[machine] = {word[0]: int(word[which]) for word in words if word[which] != "-"}
    return _numbers[machine]


def number(name: str, machine: str) -> int:
    """The number of a call that the filter knows."""
    if name in _OTHERS:
        return _OTHERS[name][list(ARCHITECTURES).index(machine)]
    return numbers(machine)[name]


def program(machine: str, *, programs: bool) -> list[tuple[int, int, int, int]]:
    """The filter for this machine; with `programs`, others may be started."""
    return assembler.assemble(_lines(machine, programs=programs))


def _lines(machine: str, *, programs: bool) -> Iterator[Line]:
    cases = dict.fromkeys(numbers(machine).values(), "deny")
    if not programs:
        cases[number("execve", machine)] = "deny"
    cases[number("clone", machine)] = "clone"
    cases[number("clone3", machine)] = "unknown"  # its flags lie in memory; the C library then takes `clone`
    yield (LOAD, 4)
    yield (EQUAL, ARCHITECTURES[machine], NEXT, "deny")  # a call in another architecture's numbers
    yield (LOAD, 0)
    if machine == "x86_64":
        yield (AT_LEAST, _X32, "deny", NEXT)
    yield from assembler.choose(cases, "allow")
    yield "clone"
    yield (LOAD, 16)  # the low half of the first argument
    yield (ANY_BIT, _NAMESPACES, "deny", "allow")
    yield "allow"
    yield (RETURN, ALLOW)
    yield "deny"
    yield (RETURN, ERRNO | EPERM)
    yield "unknown"
    yield (RETURN, ERRNO | ENOSYS)


def there() -> bool:
    """Whether this kernel takes filters that answer with an error, on a machine whose numbers are known."""
    import ctypes

    from . import native

    if native.MACHINE not in ARCHITECTURES:
        return False
    action = ctypes.byref(ctypes.c_uint32(ERRNO))
    return native.call(number("seccomp", native.MACHINE), 2, 0, action) == 0


_TSYNC, _SPECULATES = 1, 4


def apply(*, programs: bool) -> bool:
    """Set the filter, for all threads at once.  Whether the kernel says that it did so."""
    import ctypes
    import struct

    from . import native

    code = program(native.MACHINE, programs=programs)
    held = ctypes.create_string_buffer(assembler.packed(code))
    head = ctypes.create_string_buffer(struct.pack("@HP", len(code), ctypes.addressof(held)))
    if not native.no_new_privileges():
        return False
    own = number("seccomp", native.MACHINE)
    # Kernels before 5.16 slow a filtered process down unless they are told not to; those before 4.17 know no such word.
    return any(native.call(own, 1, flags, ctypes.byref(head)) == 0 for flags in (_TSYNC | _SPECULATES, _TSYNC))
