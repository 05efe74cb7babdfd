"""Ports of this machine."""
import socket


def free_port():
    """A port of 127.0.0.1 that neither UDP nor TCP has in use."""
    while True:
        with socket.socket(type=socket.SOCK_DGRAM) as datagrams, socket.socket() as stream:
            datagrams.bind(('127.0.0.1', 0))
            try:
                stream.bind(datagrams.getsockname())
                return stream.getsockname()[1]
            except OSError:
                continue
