"""Keeps the tests off the network: whatever is not this machine is refused at once."""

import ipaddress
import socket
from typing import Any

LOCAL_NAMES = frozenset({"localhost", "testserver", ""})


class OutsideNetwork(OSError):
    """A test tried to reach another machine."""


def is_local(host: str | bytes | None) -> bool:
    if host is None:
        return True
    name = host.decode() if isinstance(host, bytes) else host
    if name in LOCAL_NAMES or name == socket.gethostname():
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def block_outside() -> None:
    """From here on, for the whole process."""
    for name in ("connect", "connect_ex"):
        setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
    resolve = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse_outside(host)
        return resolve(host, *args, **kwargs)

    socket.getaddrinfo = getaddrinfo


def _guarded(original: Any) -> Any:
    def call(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _refuse_outside(address[0])
        return original(self, address)

    return call


def _refuse_outside(host: Any) -> None:
    if not is_local(host):
        raise OutsideNetwork(f"Tests use no network, and this one asked for {host!r}.")
