"""Every known way to write an address that leads back inside is refused before a connection is tried."""

import socket
from collections.abc import Sequence
from ipaddress import ip_address

import pytest

from scheduler.feeds import addresses
from scheduler.feeds.addresses import is_public, is_this_machine, may_be_reached
from scheduler.feeds.errors import NotFetchedError, RefusedAddressError
from scheduler.feeds.fetch import Limits, fetch
from scheduler.feeds.network import Network
from tests.feed_server import always

WITH_HTTP = Limits(plain_http=True)

INSIDE = """\
http://127.0.0.1/
http://127.1.2.3/
http://127.1/
http://127.0.1/
http://127.000.000.001/
http://0177.0.0.1/
http://0177.0.0.01/
http://017700000001/
http://0x7f000001/
http://0x7f.1/
http://0x7F.0x0.0x0.0x1/
http://2130706433/
http://0/
http://0.0.0.0/
http://10.0.0.1/
http://172.16.0.1/
http://172.31.255.255/
http://192.168.1.1/
http://3232235777/
http://100.64.0.1/
http://100.100.100.200/latest/meta-data/
http://169.254.169.254/latest/meta-data/
http://169.254.170.2/
http://0xa9fea9fe/
http://2852039166/
http://168.63.129.16/machine?comp=goalstate
http://192.0.0.192/opc/v2/
http://192.0.2.1/
http://192.88.99.1/
http://198.18.0.1/
http://198.51.100.1/
http://203.0.113.1/
http://224.0.0.1/
http://239.255.255.250/
http://240.0.0.1/
http://255.255.255.255/
http://[::1]/
http://[::]/
http://[0:0:0:0:0:0:0:1]/
http://[::127.0.0.1]/
http://[::7f00:1]/
http://[::ffff:127.0.0.1]/
http://[::ffff:7f00:1]/
http://[::ffff:169.254.169.254]/
http://[::ffff:10.0.0.1]/
http://[::FFFF:C0A8:0101]/
http://[::ffff:168.63.129.16]/
http://[64:ff9b::7f00:1]/
http://[64:ff9b::169.254.169.254]/
http://[64:ff9b:1::7f00:1]/
http://[2002:7f00:1::]/
http://[2002:a9fe:a9fe::1]/
http://[2001::1]/
http://[2001:db8::1]/
http://[100::1]/
http://[3fff::1]/
http://[5f00::1]/
http://[fc00::1]/
http://[fd00:ec2::254]/
http://[fe80::1]/
http://[fec0::1]/
http://[ff02::1]/
http://localhost/
http://LOCALHOST/
https://127.0.0.1/
https://[::1]/
webcal://127.0.0.1/calendar.ics
webcals://[::ffff:127.0.0.1]/calendar.ics
""".splitlines()

WRITTEN_BADLY = [
    *("", " ", "example.com", "/calendar.ics", "//example.com/", "https:", "https://", "https:/example.com/"),
    *("https:example.com", "https:///example.com/", "https://?x", "https://#x", "https://:443/"),
    "http://127.0.0.1\\@example.com/",
    "http://example.com\\@127.0.0.1/",
    "https://example.com\\.evil.example/",
    "https:\\\\example.com/",
    "http://example.com@127.0.0.1/",
    "https://user@example.com/",
    "webcal://user:pw@example.com/",
    "https://@example.com/",
    "https://user%40name@example.com/",
    "https://example.com:pw@127.0.0.1:443/",
    "https://exam\tple.com/",
    "https://example.com\r\nHost: 127.0.0.1/",
    "https://example.com/\r\nX-Header: yes",
    "https://example.com/ HTTP/1.1",
    "https://example.com/a b",
    "https://example.com/\x00",
    "https://example.com/\x7f",
    " https://example.com/",
    "https://example.com/\n",
    "\x01https://example.com/",
    "http://\u2460\u2461\u2466.\u24ea.\u24ea.\u2460/",
    "http://\uff11\uff12\uff17.0.0.1/",
    "https://ⓔⓧⓐⓜⓟⓛⓔ.com/",
    "https://example。com/",
    "https://münchen.example/",
    "https://example.com/ü",
    "https://exam\u00adple.com/",
    "https://\u202eexample.com/",
    "https://example.com\udcff/",
    "https://%31%32%37.0.0.1/",
    "https://127.0.0.1%00.example.com/",
    "https://[fe80::1%25eth0]/",
    "https://[::1/",
    "https://::1/",
    "https://[example.com]/",
    "https://[v1.x]/",
    "https://exam_ple.com/",
    "https://example.com,127.0.0.1/",
    "https://example.com;127.0.0.1/",
    "https://example.com&127.0.0.1/",
    "https://$(id).example.com/",
    "https://example.com/" + "a" * 2_000,
]

BAD_PORTS = [
    "https://example.com:" + port + "/" for port in ("0", "22", "25", "6379", "8080", "8443", "65616")
]
BAD_PORTS += ["https://example.com:99999/", "https://example.com:", "https://example.com:/"]
BAD_PORTS += [
    "https://example.com:+443/",
    "https://example.com:443:25/",
    "https://example.com:\uff14\uff14\uff13/",
]

BAD_SCHEMES = """\
file:///etc/passwd
file://example.com/calendar.ics
gopher://example.com:443/_GET
ftp://example.com/calendar.ics
data:text/calendar,BEGIN:VCALENDAR
javascript:alert(1)
dict://example.com:443/d
unix:///var/run/docker.sock
unix://example.com/
ldap://example.com/
tftp://example.com/
sftp://example.com/
jar:https://example.com!/
view-source:https://example.com/
blob:https://example.com/1
ws://example.com/
http+unix://example.com/
httpss://example.com/
url:https://example.com/
""".splitlines()

ALLOWED = {
    "https://8.8.8.8/": ("8.8.8.8", 443),
    "https://8.8.8.8:443/": ("8.8.8.8", 443),
    "https://8.8.8.8:80/": ("8.8.8.8", 80),
    "http://8.8.8.8/calendar.ics": ("8.8.8.8", 80),
    "webcal://8.8.8.8/": ("8.8.8.8", 443),
    "WEBCALS://8.8.8.8/": ("8.8.8.8", 443),
    "HTTPS://8.8.8.8?user=a@b": ("8.8.8.8", 443),
    "https://8.8.8.8/owa/calendar/0a1b@practice.example/x.ics": ("8.8.8.8", 443),
    "https://8.8.8.8/#https://127.0.0.1/": ("8.8.8.8", 443),
    "https://134744072/": ("8.8.8.8", 443),
    "https://[2606:4700:4700::1111]/": ("2606:4700:4700::1111", 443),
    "https://[::ffff:8.8.8.8]/": ("::ffff:808:808", 443),
}


NEIGHBOURS = """\
1.1.1.1
9.255.255.255
11.0.0.0
100.63.255.255
100.128.0.0
126.255.255.255
168.63.129.15
168.63.129.17
169.253.255.255
172.15.255.255
172.32.0.0
192.0.1.0
192.167.255.255
198.17.255.255
198.20.0.0
223.255.255.255
2606:4700::1
2a00:1450:4001::200e
2001:4860::8888
2003::1
::ffff:1.1.1.1
""".splitlines()


class Connects(list[tuple[str, int]]):
    """The log of a `connect` that connects nothing."""

    def __call__(self, address: tuple[str, int], seconds: float) -> socket.socket:
        self.append(address)
        raise ConnectionRefusedError


@pytest.fixture
def connects(monkeypatch: pytest.MonkeyPatch) -> Connects:
    """All connections of this process, whoever makes them."""
    log = Connects()
    monkeypatch.setattr(socket.socket, "connect", lambda _socket, address: log(address[:2], 0))
    return log


def test_there_are_enough_of_them() -> None:
    tricks = {*INSIDE, *WRITTEN_BADLY, *BAD_PORTS, *BAD_SCHEMES}
    assert len(tricks) == len(INSIDE) + len(WRITTEN_BADLY) + len(BAD_PORTS) + len(BAD_SCHEMES) > 140


@pytest.mark.parametrize("url", INSIDE)
def test_an_address_inside_is_refused(url: str, connects: Connects) -> None:
    with pytest.raises(RefusedAddressError, match="private network"):
        fetch(url, limits=WITH_HTTP)
    assert connects == []


@pytest.mark.parametrize("url", [*WRITTEN_BADLY, *BAD_PORTS, *BAD_SCHEMES])
def test_an_address_that_two_readers_could_read_differently_is_refused(url: str) -> None:
    connects = Connects()
    network = Network(resolve=always("8.8.8.8"), judge=is_public, connect=connects)
    with pytest.raises(RefusedAddressError):
        fetch(url, limits=WITH_HTTP, network=network)
    assert connects == []


def test_what_others_can_read_on_its_way_is_refused_unless_asked_for(connects: Connects) -> None:
    with pytest.raises(RefusedAddressError, match="https://"):
        fetch("http://8.8.8.8/")
    assert connects == []


@pytest.mark.parametrize("url", ALLOWED)
def test_a_public_address_is_connected_to(url: str) -> None:
    connects = Connects()
    with pytest.raises(NotFetchedError):
        fetch(url, limits=WITH_HTTP, network=Network(judge=is_public, connect=connects))
    assert connects == [ALLOWED[url]]


@pytest.mark.parametrize(
    "answers",
    [
        ["8.8.8.8", "::1"],
        ["127.0.0.1", "8.8.8.8"],
        ["10.0.0.5"],  # a CNAME to a machine inside
        ["fe80::1%eth0"],
        [f"8.8.{i // 256}.{i % 256}" for i in range(499)] + ["192.168.0.1"],
    ],
)
def test_one_private_address_among_the_answers_spoils_them_all(
    answers: Sequence[str], connects: Connects
) -> None:
    network = Network(resolve=always(*answers), judge=is_public)
    with pytest.raises(RefusedAddressError):
        fetch("https://feeds.example/", network=network)
    assert connects == []


def test_of_many_public_addresses_three_are_tried() -> None:
    connects = Connects()
    answers = always(*(f"8.8.4.{number}" for number in range(100)))
    with pytest.raises(NotFetchedError, match="cannot be reached"):
        fetch(
            "https://feeds.example/",
            network=Network(resolve=answers, judge=is_public, connect=connects),
        )
    assert connects == [("8.8.4.0", 443), ("8.8.4.1", 443), ("8.8.4.2", 443)]


@pytest.mark.parametrize(("answers", "share"), [(["8.8.8.8"], 9), (["8.8.8.8", "8.8.4.4"], 4.5)])
def test_addresses_that_do_not_answer_share_the_time(answers: list[str], share: float) -> None:
    waits = []

    def connect(_address: tuple[str, int], seconds: float) -> socket.socket:
        waits.append(seconds)
        raise TimeoutError

    network = Network(resolve=always(*answers), judge=is_public, connect=connect)
    with pytest.raises(NotFetchedError):
        fetch("https://feeds.example/", limits=Limits(seconds=9), network=network)
    assert waits[0] == pytest.approx(share, abs=0.5)


def test_a_name_that_nobody_knows_is_told(connects: Connects) -> None:
    with pytest.raises(NotFetchedError, match="check the address"):
        fetch("https://no..where/")
    assert connects == []


@pytest.mark.parametrize("address", NEIGHBOURS)
def test_the_neighbours_of_what_is_refused_are_public(address: str) -> None:
    assert is_public(ip_address(address))


def test_the_address_of_this_machine_is_known() -> None:
    assert is_this_machine(ip_address("127.0.0.1"))


@pytest.mark.parametrize("ours", [True, False])
def test_a_public_address_of_this_machine_is_not_reached(
    *, ours: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "is_this_machine", lambda _address: ours)
    assert may_be_reached(ip_address("8.8.8.8")) is not ours
