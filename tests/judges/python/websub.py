"""A WebSub hub and a subscriber that Courant's authors did not write (Flask-WebSub), and a web server between them.

    websub.py DIRECTORY STATE

Serves DIRECTORY with the `Link` fields that a web server has to add, runs a hub and a subscriber, and obeys lines on stdin:

    subscribe PATH   the subscriber looks up hub and topic in the document itself, and asks the hub for it
    down, up         the hub's port is closed, and opened again

Prints one JSON object a line: first {"site", "hub"}, then {"subscribed": TOPIC}, {"down": true}, {"up": true} and, for
whatever the hub sends to the subscriber, {"topic", "body"}.
"""

import json
import pathlib
import sys
import threading

from flask import Flask, abort, request, send_file
from flask_websub.hub import Hub, SQLite3HubStorage
from flask_websub.subscriber import (
    SQLite3SubscriberStorage,
    SQLite3TempSubscriberStorage,
    Subscriber,
    discover,
)
from werkzeug.serving import WSGIRequestHandler, make_server

directory, state = (pathlib.Path(argument) for argument in sys.argv[1:])
lock = threading.Lock()


def say(**what):
    with lock:
        print(json.dumps(what), flush=True)


class Tasks:
    """What the hub needs of Celery: tasks that run some time later. Here that is a thread, and nothing is repeated."""

    def task(self, bind=False, **_):
        def decorate(function):
            def delay(*arguments):
                first = (function,) if bind else ()
                threading.Thread(target=function, args=first + arguments, daemon=True).start()

            function.delay = delay
            return function

        return decorate


class Quiet(WSGIRequestHandler):
    """The subscriber tries HTTPS first, which the hub would complain about."""

    def log(self, type, message, *args):
        pass


def serve(app, port=0):
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


site, hub_app, reader = Flask("site"), Flask("hub"), Flask("reader")

hub = Hub(SQLite3HubStorage(state / "hub.db"), Tasks())
hub_app.config["PUBLISH_SUPPORTED"] = True
hub_app.register_blueprint(hub.build_blueprint(url_prefix="/hub"))

subscriber = Subscriber(
    SQLite3SubscriberStorage(state / "subscriber.db"), SQLite3TempSubscriberStorage(state / "temporary.db")
)
reader.register_blueprint(subscriber.build_blueprint(url_prefix="/callback"))
subscriber.add_listener(lambda topic, callback, body: say(topic=topic, body=body.decode("utf-8")))
subscriber.add_success_handler(lambda topic, callback, mode: say(subscribed=topic))
subscriber.add_error_handler(lambda topic, callback, reason: say(refused=topic, reason=reason))


@site.route("/<path:path>")
def document(path):
    if not (directory / path).is_file():
        abort(404)
    response = send_file(directory / path, conditional=False)
    # Who asks for it bare finds hub and topic in the document alone.
    if "bare" not in request.args:
        response.headers.add("Link", f'<{at}/{path}>; rel="self", <{hub_at}>; rel="hub"')
    return response


site_server, hub_server, reader_server = serve(site), serve(hub_app), serve(reader)
hub_port = hub_server.port
at, hub_at = f"http://127.0.0.1:{site_server.port}", f"http://127.0.0.1:{hub_port}/hub"
say(site=at, hub=hub_at)

for line in sys.stdin:
    command, _, argument = line.strip().partition(" ")
    if command == "subscribe":
        with reader.test_request_context(base_url=f"http://127.0.0.1:{reader_server.port}"):
            subscriber.subscribe(**discover(f"{at}/{argument}?bare"))
    elif command == "down":
        hub_server.shutdown()
        hub_server.server_close()
        say(down=True)
    elif command == "up":
        hub_server = serve(hub_app, hub_port)
        say(up=True)
    else:
        sys.exit(f"what is `{command}`?")
