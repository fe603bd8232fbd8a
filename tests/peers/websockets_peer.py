"""A server of Debian's python3-websockets. What it does follows from the path. Usage: PORT [name=value ...]"""
import asyncio
import http
import json
import ssl
import sys

import websockets

options = dict(argument.split("=", 1) for argument in sys.argv[2:])
seen = {"/lost-once": 0, "/restart-once": 0}


async def serve(ws, path):
    seen[path] = seen.get(path, 0) + 1
    if path == "/echo":
        async for message in ws:
            await ws.send(message)
    elif path == "/headers":
        await ws.send(json.dumps({name.lower(): value for name, value in ws.request_headers.raw_items()}))
    elif path == "/fragments":
        await ws.send(["one ", "tw\u00f6 ", "three"])
        await ws.send([b"\x00\x01", b"\x02"])
    elif path == "/empty":
        await ws.send("")
        await ws.send(b"")
    elif path.startswith("/count/"):
        for number in range(int(path[7:])):
            await ws.send(json.dumps({"type": "tick", "data": {"number": number}}))
        await ws.wait_closed()
    elif path.startswith("/large/"):
        await ws.send("x" * int(path[7:]))
        await ws.wait_closed()
    elif path.startswith("/close/"):
        code, _, reason = path[7:].partition("/")
        await ws.close(int(code), reason)
    elif path == "/closed-with":
        try:
            await ws.recv()
        except websockets.ConnectionClosed as end:
            print("closed with", end.rcvd.code, end.rcvd.reason, flush=True)
    elif path == "/ping":
        pong = await ws.ping(b"are you there")
        await pong
        await ws.send("you are")
        await ws.wait_closed()
    elif path in ("/lost-once", "/restart-once"):
        await ws.send(f"connection {seen[path]}")
        if seen[path] == 1 and path == "/lost-once":
            ws.transport.abort()
        elif seen[path] == 1:
            await ws.close(1012, "back soon")
        async for message in ws:
            await ws.send(message)
    elif path == "/prices":
        symbols, sent = json.loads(await ws.recv())["symbols"], 0
        try:
            while True:
                await ws.send(json.dumps({"type": "heartbeat"}))
                for symbol in symbols:
                    sent += 1
                    await ws.send(json.dumps({"symbol": symbol, "price": round(1 + sent / 10000, 4)}))
        except websockets.ConnectionClosed:
            pass
    elif path == "/feed":
        sent = 0
        try:
            while True:
                await ws.send(f"{sent:05} " + "x" * 64 * 1024)
                sent += 1
                print("sent", sent, flush=True)
        except websockets.ConnectionClosed:
            pass


async def before(path, headers):
    if path == "/slow":
        await asyncio.sleep(60)
    if path == "/plain":
        return http.HTTPStatus.OK, [("Content-Type", "text/plain")], b"hello\n"
    if path == "/teapot":
        return http.HTTPStatus(418), [("Content-Type", "text/plain")], b"short and stout\n"
    if path == "/busy":
        return http.HTTPStatus.TOO_MANY_REQUESTS, [("Retry-After", "7")], b""
    if path == "/moved":
        return http.HTTPStatus.FOUND, [("Location", "wss://elsewhere.example/feed")], b""
    return None


async def main():
    extra = {"process_request": before}
    if "auth" in options:
        user, password = options["auth"].split(":")
        extra = {"create_protocol": websockets.basic_auth_protocol_factory(realm="peer", credentials=(user, password))}
    if "certificate" in options:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options["certificate"], options["key"])
        extra["ssl"] = context
    async with websockets.serve(
        serve, "127.0.0.1", int(sys.argv[1]), max_size=None, ping_interval=None, close_timeout=2,
        compression=options.get("compression"),
        subprotocols=options["subprotocols"].split(",") if "subprotocols" in options else None, **extra):
        await asyncio.Future()


asyncio.run(main())
