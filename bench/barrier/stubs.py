"""Stubs of common commands: each says that it was started, and by whom; the harmless ones then do their work."""

from __future__ import annotations

import os
from pathlib import Path

_ABSENT = (
    "curl wget nc ncat netcat telnet ssh scp sftp ftp tftp ping ping6 traceroute nslookup dig host whois ifconfig "
    "ip arp route netstat ss socat python python2 python3 perl ruby php node lua java gcc cc make git svn crontab "
    "at sudo su sleep usleep powershell cmd dir type ipconfig net systeminfo tasklist wmic certutil bitsadmin "
    "rundll32 cscript mshta iptables mount umount useradd passwd adduser groups nmap masscan hydra busybox zsh "
    "ksh csh tcsh fish ash rbash docker kubectl aws gcloud az mysql psql sqlite3 redis-cli mongo vi vim nano "
    "emacs less more man telnetd sshd"
).split()
_WORKS = (
    "touch cat id ls echo printf head tail base64 tr rev xxd od sed awk gawk mawk env sh dash bash uname whoami "
    "hostname date expr test true false cp tee ln mkdir wc sort uniq cut grep egrep fgrep paste nl tac seq "
    "basename dirname pwd printenv which find xargs sha1sum md5sum hexdump stat file diff cmp comm fold join "
    "split tty arch groups logname"
).split()
_REAL = ("sh", "dash")
"""What a careless handler itself starts, by its path."""
_SCRIPT = """#!/bin/sh
name=${{0##*/}}
echo "$name" >> "{started}/${{_X_AMZN_TRACE_ID:-nobody}}"
case " {works} " in
*" $name "*) if [ -x "{real}/$name" ]; then exec "{real}/$name" "$@"; fi ;;
esac
exit 0
"""


def write(folder: Path, originals: Path, real: Path, started: Path, keep: tuple[str, ...] = ()) -> tuple[Path, Path]:
    """Two folders: what PATH names, and what lies over /usr/bin, where the shell and `keep` are the real ones.

    `originals` holds the real programs now, `real` is where they can be reached later.
    """
    script = folder / "stub"
    script.write_text(_SCRIPT.format(started=started, works=" ".join(_WORKS), real=real), encoding="ascii")
    script.chmod(0o755)
    names = {entry.name for entry in os.scandir(originals)} | set(_ABSENT) | set(_WORKS)
    named, laid = folder / "path", folder / "programs"
    for place in (named, laid):
        place.mkdir()
        for name in names - (set(_REAL + keep) if place is laid else set()):
            (place / name).symlink_to(script)
    for name in {*_REAL, *keep} & names:
        (laid / name).symlink_to(real / name)
    return named, laid
