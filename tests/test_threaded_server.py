"""The server of participants' stories: a browser that turns away takes nothing with it."""

import gc
import socket
import struct
import threading

from flask import Flask

from tests.support.ports import free_port
from tests.support.threaded_server import serving
from tests.support.waiting import wait_until

_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: close at once, and tell the other side


def test_reader_who_turns_away_leaves_no_file_open() -> None:
    app, port = Flask(__name__, static_folder="../web/static"), free_port()
    with serving(app, port):
        before = threading.active_count()
        with socket.create_connection(("127.0.0.1", port)) as reader:
            # More than the request has the server read on when it has answered.
            reader.sendall(b"GET /static/base.css HTTP/1.1\r\n\r\n" + bytes(1 << 15))
            assert reader.recv(1 << 16).startswith(b"HTTP/1.1 200")
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        assert wait_until(lambda: threading.active_count() == before)
    gc.collect()  # a file that nobody closed is told of now, and fails the test
