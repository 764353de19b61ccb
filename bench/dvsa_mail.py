"""A mail service on this machine under the name that the application knows, with TLS and a certificate of the lab's."""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "www.1secmail.com"
INSIDE = "127.0.0.9"
"""An address of this machine that no variable of a function names."""
END = "\n\nYour request will not be processed unless you confirm the address using this URL."


class Mail(ThreadingHTTPServer):
    """Messages by number; `asked` is every request, as host and path."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((INSIDE, 0), _Handler)
        self.messages: list[dict[str, Any]] = []
        self.asked: list[str] = []

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A function that ends breaks its connections."""


class _Handler(BaseHTTPRequestHandler):
    server: Mail

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep quiet."""

    def do_GET(self) -> None:
        self.server.asked.append(f"{self.headers.get('Host', '')}{self.path}")
        asked = parse_qs(urlsplit(self.path).query)
        if asked.get("action") == ["getMessages"]:
            return self._answer(
                [{key: one[key] for key in ("id", "from", "subject", "date")} for one in self.server.messages]
            )
        number = asked.get("id", [""])[0]
        found = next((one for one in self.server.messages if str(one["id"]) == number), None)
        return self._answer(found or {"textBody": "", "htmlBody": "", "body": "none"})

    do_POST = do_GET  # noqa: N815

    def _answer(self, document: Any) -> None:
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for the service and this machine, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "lab")])
    names = x509.SubjectAlternativeName([x509.DNSName(HOST), x509.IPAddress(ipaddress.ip_address(INSIDE))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, dt.datetime(2020, 1, 1), dt.datetime(2090, 1, 1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "lab.pem", folder / "lab.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return public, private


@contextmanager
def mail(public: Path, private: Path) -> Iterator[Mail]:
    """The service, running."""
    server = Mail()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
