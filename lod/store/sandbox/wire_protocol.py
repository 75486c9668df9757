"""What goes over the socket between a web process and a worker.

Who connects first hands over one end of a pair of sockets, its lifeline (1 byte with a handle), which nothing
is ever said over: it ends when who connected does.

A question is 4 bytes of length, its id, how its answer is wanted (4 bytes of length, then JSON), and the
query. An answer is frames of 1 byte of kind, 4 bytes of length, and content:

- H: who it is (sent when a connection is taken that may be kept): its line in the table, its process
- S: a worker begins (told of long questions only)
- F: the answer goes into a file, whose handle comes along
- Z: the end: what the answer is (a line of words), then its bytes unless they are in the file
- E: an error in place of the end (JSON)

An answer without its end is not complete.
"""

from __future__ import annotations

import array
import json
import socket
import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

HELLO, START, FILE, END, ERROR = b"H", b"S", b"F", b"Z", b"E"

_LENGTH = struct.Struct(">I")
_FRAME = struct.Struct(">cI")
_HEAD = struct.Struct(">I16sI")
_WORKER = struct.Struct(">II")
_AT_FIRST, _AT_ONCE = 1 << 13, 1 << 17
"""So much is received: enough for most, then for the others. Room that stays empty costs time too."""
_REMEMBERED = 2_000
"""The ways of wanting an answer that are shorter are remembered as they are sent: there are few of them."""
_ROOM = socket.CMSG_LEN(struct.calcsize("i"))

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """A query that passed the gate, and how its answer is wanted."""

    id: str
    query: str
    results: str = "json"
    """Name of the form for rows and for yes or no."""
    graph: str = "ttl"
    """Suffix of the form for statements."""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base: str | None = None
    prefixes: bool = True
    """Whether prefixes that the site knows may be left out."""

    def said(self) -> tuple[object, ...]:
        """All of it but its id, and the space around the query."""
        return (
            self.query.strip(),
            self.results,
            self.graph,
            self.default_graphs,
            self.named_graphs,
            self.base,
            self.prefixes,
        )

    def packed(self) -> bytes:
        """As it goes over the socket."""
        query, *wanted = self.said()
        graphs = self.default_graphs or self.named_graphs
        manner = (_written.__wrapped__ if graphs else _written)(*wanted)
        text = str(query).encode("utf-8", "surrogatepass")
        size = _HEAD.size - _LENGTH.size + len(manner) + len(text)
        return _HEAD.pack(size, self.id.encode("ascii"), len(manner)) + manner + text


@lru_cache(256)
def _written(*wanted: object) -> bytes:
    return json.dumps(wanted).encode()


def _read(manner: bytes) -> tuple[Any, ...]:
    return tuple(tuple(one) if isinstance(one, list) else one for one in json.loads(manner))


_read_before = lru_cache(256)(_read)


def read_question(conn: socket.socket) -> Question | None:
    """The question that comes over a socket; None when its sender went away."""
    raw = conn.recv(_AT_FIRST)
    if len(raw) < _LENGTH.size:
        return None
    size = _LENGTH.unpack_from(raw)[0] + _LENGTH.size
    while len(raw) < size:
        more = conn.recv(_AT_ONCE)
        if not more:
            return None
        raw += more
    _, id, length = _HEAD.unpack_from(raw)
    end = _HEAD.size + length
    manner = (_read_before if length < _REMEMBERED else _read)(raw[_HEAD.size : end])
    return Question(id.decode("ascii"), raw[end:].decode("utf-8", "surrogatepass"), *manner)


def send_lifeline(conn: socket.socket, end: socket.socket) -> None:
    """Hand over what ends when this side does."""
    conn.sendmsg([b"L"], _rights(end.fileno()))


def read_lifeline(conn: socket.socket) -> socket.socket | None:
    """What ends when the other side does; None when it has ended already."""
    _, handles, _, _ = conn.recvmsg(1, _ROOM)
    for _, _, packed in handles:
        return socket.socket(fileno=struct.unpack("i", packed[:4])[0])
    return None


def hello(slot: int, pid: int) -> bytes:
    """The frame that tells who took a connection."""
    return frame(HELLO, _WORKER.pack(slot, pid))


def read_hello(body: bytes) -> tuple[int, int]:
    """The line in the table and the process of who took a connection."""
    slot, pid = _WORKER.unpack(body)
    return slot, pid


def frame(kind: bytes, body: bytes) -> bytes:
    """One frame."""
    return _FRAME.pack(kind, len(body)) + body


def json_frame(kind: bytes, content: Content) -> bytes:
    """One frame of JSON."""
    return frame(kind, json.dumps(content).encode())


@dataclass(frozen=True, slots=True)
class Facts:
    """What an answer is."""

    form: str
    """"solutions", "boolean" or "triples"."""
    format: str
    """Name (or suffix) of its format."""
    release: int
    """Number of the release that it is from."""
    size: int
    seconds: float
    worked: float = 0.0
    """Seconds of processor that it took; all seconds where another server did the work."""

    def packed(self) -> bytes:
        """As a line of words."""
        times = f"{self.seconds:.6f} {self.worked:.6f}"
        return f"{self.form} {self.format} {self.release} {self.size} {times}\n".encode("ascii")


def read_facts(body: bytes) -> tuple[Facts, bytes]:
    """What an answer is, and the bytes after that."""
    line, _, data = body.partition(b"\n")
    form, format, release, size, seconds, worked = line.decode("ascii").split(" ")
    return Facts(form, format, int(release), int(size), float(seconds), float(worked)), data


def send_file(conn: socket.socket, handle: int) -> None:
    """The frame that hands over a file."""
    conn.sendmsg([frame(FILE, b"")], _rights(handle))


def _rights(handle: int) -> list[tuple[int, int, array.array[int]]]:
    return [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [handle]))]


class Frames:
    """Frames as they come in over a socket."""

    def __init__(self, conn: socket.socket) -> None:
        self._conn = conn
        self._buffer = b""
        self._at_once = _AT_FIRST
        self.handle = -1
        """The file that came along, if any."""

    def next(self) -> tuple[bytes, bytes] | None:
        """The next frame that is here already; None when more must be received first."""
        if len(self._buffer) < _FRAME.size:
            return None
        kind, size = _FRAME.unpack_from(self._buffer)
        end = _FRAME.size + size
        if len(self._buffer) < end:
            return None
        body = self._buffer[_FRAME.size : end]
        self._buffer = self._buffer[end:]
        return kind, body

    def receive(self) -> bool:
        """Take in what the socket has; False at its end. BlockingIOError when nothing comes for a while."""
        try:
            data, handles, _, _ = self._conn.recvmsg(self._at_once, _ROOM)
        except ConnectionResetError:
            return False
        for _, _, packed in handles:
            self.handle = struct.unpack("i", packed[:4])[0]
        self._buffer += data
        self._at_once = _AT_ONCE
        return bool(data)


def content(body: bytes) -> Content:
    """A frame of JSON, read."""
    return cast(Content, json.loads(body))


def timeval(seconds: float) -> bytes:
    """Seconds as a socket option."""
    return struct.pack("@ll", int(seconds), int(seconds % 1 * 1_000_000))
