"""A real server on this machine that says whatever a test tells it to, and the way to it."""

import re
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from ipaddress import ip_address

from scheduler.feeds.addresses import Address, is_public
from scheduler.feeds.network import Network

PUBLIC = "93.184.215.14"
Speak = Callable[[socket.socket, str], None]  # gets the path that was asked for


def always(*addresses: str) -> Callable[[str, float], list[Address]]:
    """A name server that tells these for every name."""
    return lambda _host, _seconds: [ip_address(address) for address in addresses]


@dataclass
class FeedServer:
    port: int
    requests: list[str] = field(default_factory=list)  # without what was handed over
    bodies: list[bytes] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)  # as asked for by TLS (SNI)

    @property
    def paths(self) -> list[str]:
        return [request.split(" ")[1] for request in self.requests]

    @property
    def network(self) -> Network:
        """Every name has a public address, behind which this server stands; the judge is the true one."""
        return Network(
            resolve=always(PUBLIC),
            judge=is_public,
            connect=lambda _public, seconds: socket.create_connection(("127.0.0.1", self.port), seconds),
        )

    def trusting(self, authority: str) -> Network:
        return replace(self.network, trust=lambda: ssl.create_default_context(cafile=authority))


@contextmanager
def feed_server(speak: Speak, context: ssl.SSLContext | None = None) -> Iterator[FeedServer]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError), secured(self.request, context) as connection:  # who asked has hung up
                request, body = read_request(connection)
                server.requests.append(request)
                server.bodies.append(body)
                speak(connection, server.paths[-1])

    class Listener(socketserver.ThreadingTCPServer):
        daemon_threads = False  # closing waits for them
        request_queue_size = 50

    with Listener(("127.0.0.1", 0), Handler) as listener:
        server = FeedServer(listener.server_address[1])
        if context:
            context.sni_callback = lambda _socket, name, _context: server.names.append(name)
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown()
            thread.join()


def secured(connection: socket.socket, context: ssl.SSLContext | None) -> socket.socket:
    connection.settimeout(20)
    return context.wrap_socket(connection, server_side=True) if context else connection


def read_request(connection: socket.socket) -> tuple[str, bytes]:
    """Its head, and its body where it says that it has one."""
    request = b""
    while b"\r\n\r\n" not in request:
        request += heard(connection)
    head, _, body = request.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    while length and len(body) < int(length[1]):
        body += heard(connection)
    return f"{head.decode('ascii')}\r\n\r\n", body


def heard(connection: socket.socket) -> bytes:
    piece = connection.recv(4096)
    if not piece:
        raise ConnectionError
    return piece


def answer(status: str = "200 OK", body: bytes = b"", **headers: str) -> bytes:
    """Header names with `_` for `-`."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *lines, "", ""])
    return head.encode() + body


def says(response: bytes) -> Speak:
    return lambda connection, _path: connection.sendall(response)
