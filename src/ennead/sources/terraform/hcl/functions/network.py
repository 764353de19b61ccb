"""Functions over address ranges."""

from __future__ import annotations

import ipaddress
from typing import Any

from ennead.sources.terraform.hcl.functions.arguments import MANY, Arguments, Function
from ennead.sources.terraform.hcl.problem import Problem
from ennead.sources.terraform.hcl.values import listed

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _network(given: Arguments) -> Network:
    try:
        return ipaddress.ip_network(given.text(0), strict=False)
    except ValueError as error:
        raise Problem(f"{given.name}() of something that is no address range") from error


def _subnet(network: Network, bits: int, number: int) -> Network:
    length = network.prefixlen + bits
    if bits < 0 or length > network.max_prefixlen or not 0 <= number < 2**bits:
        raise Problem("an address range that does not fit into another")
    start = int(network.network_address) + (number << (network.max_prefixlen - length))
    return type(network)((start, length))


def _cidrsubnet(given: Arguments) -> Any:
    return str(_subnet(_network(given), given.whole(1), given.whole(2)))


def _cidrsubnets(given: Arguments) -> Any:
    network = _network(given)
    place = int(network.network_address)
    found: list[str] = []
    for argument in range(1, len(given)):
        length = network.prefixlen + given.whole(argument)
        if not network.prefixlen < length <= network.max_prefixlen:
            raise Problem("an address range that does not fit into another")
        size = 1 << (network.max_prefixlen - length)
        place = -(-place // size) * size
        if place + size > int(network.broadcast_address) + 1:
            raise Problem("more address ranges than fit into one")
        found.append(str(type(network)((place, length))))
        place += size
    return listed(found, given.mark)


def _cidrhost(given: Arguments) -> Any:
    network, number = _network(given), given.whole(1)
    size = network.num_addresses
    if not -size <= number < size:
        raise Problem("an address beyond its range")
    return str(network[number])


FUNCTIONS = {
    "cidrhost": Function(_cidrhost, 2, 2),
    "cidrnetmask": Function(lambda given: str(_network(given).netmask)),
    "cidrsubnet": Function(_cidrsubnet, 3, 3),
    "cidrsubnets": Function(_cidrsubnets, 1, MANY),
}
