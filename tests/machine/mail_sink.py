"""A mail server for the machine test: takes every message after STARTTLS, and keeps it in a file.

It runs on a bare Debian, with nothing but its Python.
"""

import socketserver
import ssl
import sys
import time
from email import message_from_bytes
from email.policy import default
from pathlib import Path

FOLDER = Path("/root/mails")


class Sink(socketserver.StreamRequestHandler):
    """One conversation of SMTP (RFC 5321), as far as our programs lead it."""

    def handle(self) -> None:
        """Answer until the client quits."""
        self._say(b"220 courrier.machine.internal ESMTP")
        while line := self.rfile.readline():
            verb = line.strip().upper()
            if verb.startswith(b"EHLO"):
                self._say(b"250-courrier.machine.internal")
                self._say(b"250 STARTTLS")
            elif verb == b"STARTTLS":
                self._say(b"220 go on")
                self._start_tls()
            elif verb == b"DATA":
                self._say(b"354 go on")
                self._take()
            elif verb == b"QUIT":
                self._say(b"221 bye")
                return
            else:
                self._say(b"250 ok")

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")
        self.wfile.flush()

    def _start_tls(self) -> None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(sys.argv[1], sys.argv[2])
        connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile = connection.makefile("rb")
        self.wfile = connection.makefile("wb")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        message = message_from_bytes(b"".join(lines), policy=default)
        body = message.get_body()
        text = body.get_content() if body is not None else ""
        (FOLDER / f"{time.time_ns()}").write_text(f"{message['Date']}\n{text}")
        self._say(b"250 taken")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    socketserver.ThreadingTCPServer(("127.0.0.1", 2525), Sink).serve_forever()
