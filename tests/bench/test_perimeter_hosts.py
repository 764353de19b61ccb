"""A host is read as a network stack reads it: whatever notation leads to a private place is seen."""

from __future__ import annotations

import pytest

from bench.barrier.hosts import forbidden


@pytest.mark.parametrize(
    "netloc",
    (
        "127.0.0.1 127.1:80 2130706433 0x7f000001 0177.0.0.1 0x7f.1 127.0.0.1.:8 0 0.0.0.0 localhost LocalHost. "
        "a.localhost user:pass@10.0.0.5 api.example.com@192.168.1.1:8080 172.16.0.10 172.31.255.255 169.254.169.254 "
        "2852039166 0xa9fea9fe [::1] [::]:9 [::ffff:127.0.0.1]:1 [::ffff:a9fe:a9fe] [fd00:ec2::254] [fe80::1%25eth0] "
        "[64:ff9b::7f00:1] [2002:7f00:0001::] metadata.google.internal 100.100.100.200 127.0.0.1%2e ①②⑦.0.0.1"
    ).split(),
)
def test_private_places_are_forbidden(netloc: str) -> None:
    """Loopback, link-local, private and metadata hosts are forbidden in every notation."""
    assert forbidden(netloc)


@pytest.mark.parametrize(
    "netloc",
    (
        "example.com api.example.com:8080 8.8.8.8 172.32.0.1 11.0.0.1 [2001:4860:4860::8888] 134744072 "
        "localhost.example.com 127.0.0.1.example.com 256.1.1.1 1.2.3.4.5 0x7g "
        "10.example.com notlocalhost user@example.com"
    ).split(),
)
def test_public_places_are_not(netloc: str) -> None:
    """Public addresses and names are harmless, whatever they look like."""
    assert not forbidden(netloc)
