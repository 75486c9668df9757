"""No spelling of an address in a network of somebody's own is taken for one of the internet."""

from __future__ import annotations

import pytest

from lod.sources.harvest import http_client
from lod.sources.harvest.private_networks import is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "100.64.0.1", "169.254.169.254", "0.0.0.0",
        "192.0.0.192", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1%eth0", "fd00::2",
        "fec0::1", "ff02::1", "::127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1", "2002:7f00:1::", "2002:c0a8:1::1", "2001:0:7f00:1::1",
    ],
)  # fmt: skip
def test_an_address_of_somebodys_own_network_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "192.0.32.8", "2001:41d0:2:80b4::1", "64:ff9b::8.8.8.8"])
def test_an_address_of_the_internet_is(address: str) -> None:
    assert is_public(address)


def test_a_redirect_to_an_address_that_is_translated_into_our_network_is_not_followed() -> None:
    class Stream:
        closed = False

        def get_extra_info(self, what: str) -> tuple[str, int]:
            return "64:ff9b::7f00:1", 80

        def close(self) -> None:
            self.closed = True

    stream = Stream()
    with pytest.raises(http_client.SourceError, match="leads into a private network"):
        http_client._only_public("connection.connect_tcp.complete", {"return_value": stream})
    assert stream.closed
