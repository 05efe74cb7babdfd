#!/usr/bin/python3
"""Another HTTP/2 server (RFC 9113) for the push clients to meet: second_server.py CERTIFICATE KEY, on Debian's python3-h2.

The first line of standard input is the script: {"one_stream_first": BOOL, "steps": [STEP...]}. Each request takes the next step:
  {"answer": STATUS, "headers": {...}, "body": TEXT}    a whole response
  {"slow": STATUS, "body": TEXT}                        half the head of a HEADERS frame; the rest after a further line of standard input
  {"cut": STATUS, "body": TEXT}                         headers; after a further line of standard input half the body and TCP RST.
                                                        With status 0 RST at once
  {"reset": CODE}                                       RST_STREAM
  {"goaway": REASON, "covers": BOOL}                    GOAWAY with Apple's JSON as debug data. If it covers the request that met it, the
                                                        connection ends there; if not, the client may send that elsewhere
POST /token gets an access token and takes no step. With one_stream_first a connection has one stream until a request was answered with
200, as Apple does it: more are refused, and the settings say so.
Standard output is a line of JSON for each event: {"event": "listening" | "connected" | "request" | "refused", ...}."""
import json
import socket
import ssl
import struct
import sys
import threading

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.exceptions
from hyperframe.frame import SettingsFrame

MAX_CONCURRENT_STREAMS = 3
ACCESS_TOKEN = '{"access_token":"second","expires_in":3600,"token_type":"Bearer"}'

lock = threading.Lock()
released = threading.Semaphore(0)


def tell(event, **details):
    with lock:
        print(json.dumps({"event": event, **details}), flush=True)


class Script:
    def __init__(self, text):
        script = json.loads(text)
        self.one_stream_first = script.get("one_stream_first", False)
        self.steps = script["steps"]

    def take(self):
        with lock:
            return self.steps.pop(0) if self.steps else {"answer": 418, "body": "the script has ended"}


class Connection:
    def __init__(self, tls, script, number):
        self.tls, self.script, self.number = tls, script, number
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
        self.requests = {}
        self.last_done = 0
        self.limited = script.one_stream_first
        self.is_open = True

    def run(self):
        self.h2.initiate_connection()
        self.flush()
        if self.limited:
            self.limit(1)
        while self.is_open and (data := self.tls.recv(65536)):
            for event in self.h2.receive_data(data):
                self.handle(event)
            if self.is_open:
                self.flush()

    def handle(self, event):
        if not self.is_open:
            return
        if isinstance(event, h2.events.RequestReceived):
            if self.limited and self.requests:
                self.h2.reset_stream(event.stream_id, h2.errors.ErrorCodes.REFUSED_STREAM)
                tell("refused", connection=self.number, stream=event.stream_id)
            else:
                self.requests[event.stream_id] = (dict(event.headers), bytearray())
        elif isinstance(event, h2.events.DataReceived):
            if event.stream_id in self.requests:
                self.requests[event.stream_id][1].extend(event.data)
            self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded) and event.stream_id in self.requests:
            self.serve(event.stream_id, *self.requests[event.stream_id])
            self.requests.pop(event.stream_id)
            self.last_done = event.stream_id
        elif isinstance(event, h2.events.StreamReset):
            self.requests.pop(event.stream_id, None)

    def serve(self, stream, headers, body):
        if headers[":path"] == "/token":
            self.answer(stream, 200, {"content-type": "application/json"}, ACCESS_TOKEN)
            return
        tell("request", connection=self.number, stream=stream, path=headers[":path"], headers=headers, body=body.decode())
        step = self.script.take()
        if "answer" in step:
            self.answer(stream, step["answer"], step.get("headers", {}), step.get("body", ""))
        elif "slow" in step:
            self.slow(stream, step["slow"], step.get("body", ""))
        elif "cut" in step:
            self.cut(stream, step["cut"], step.get("body", ""))
        elif "reset" in step:
            self.h2.reset_stream(stream, step["reset"])
        else:
            self.go_away(stream, step)

    def answer(self, stream, status, headers, body):
        self.h2.send_headers(stream, [(":status", str(status)), *headers.items()], end_stream=not body)
        if body:
            self.h2.send_data(stream, body.encode(), end_stream=True)
        if status == 200 and self.limited:
            self.limited = False
            self.flush()
            self.limit(100)

    def slow(self, stream, status, body):
        self.flush()
        self.answer(stream, status, {}, body)
        data = self.h2.data_to_send()
        # In the middle of the 9 octets that head a frame: the whole frame may have no more than 10.
        self.tls.sendall(data[:5])
        released.acquire()
        self.tls.sendall(data[5:])

    def cut(self, stream, status, body):
        if status:
            self.h2.send_headers(stream, [(":status", str(status)), ("content-length", str(len(body)))])
            self.flush()
            released.acquire()
            self.h2.send_data(stream, body.encode()[:len(body) // 2])
            self.flush()
        # No linger: RST and not FIN.
        self.tls.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def go_away(self, stream, step):
        reason = json.dumps({"reason": step["goaway"]}).encode()
        self.h2.close_connection(
            h2.errors.ErrorCodes.NO_ERROR, additional_data=reason, last_stream_id=stream if step["covers"] else self.last_done)
        self.flush()
        self.is_open = False
        if step["covers"]:
            self.tls.close()
        # Else the client closes: what it has sent meanwhile would turn our close into a RST that overtakes the GOAWAY.
        while not step["covers"] and self.tls.recv(65536):
            pass

    # Beside h2, which would hold the client to a new limit before the client can know it.
    def limit(self, streams):
        self.tls.sendall(SettingsFrame(0, settings={MAX_CONCURRENT_STREAMS: streams}).serialize())

    def flush(self):
        self.tls.sendall(self.h2.data_to_send())

    def close(self):
        self.is_open = False
        self.tls.close()


def serve(context, accepted, script, number):
    try:
        with context.wrap_socket(accepted, server_side=True) as tls:
            if tls.selected_alpn_protocol() == "h2":
                tell("connected", connection=number)
                Connection(tls, script, number).run()
    except (OSError, h2.exceptions.ProtocolError) as error:
        tell("ended", connection=number, error=repr(error))


def release():
    for _ in sys.stdin:
        released.release()


def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    context.set_alpn_protocols(["h2"])
    script = Script(sys.stdin.readline())
    threading.Thread(target=release, daemon=True).start()
    listener = socket.create_server(("127.0.0.1", 0))
    tell("listening", port=listener.getsockname()[1])
    number = 0
    while True:
        accepted, _ = listener.accept()
        number += 1
        threading.Thread(target=serve, args=(context, accepted, script, number), daemon=True).start()


main()
