"""A tracker that names one fixed peer: aria2c can be told of a libtorrent seed in no other way. Prints its port."""
import http.server
import socket
import struct
import sys

host, port = sys.argv[1].rsplit(":", 1)
compact = socket.inet_aton(host) + struct.pack(">H", int(port))
body = b"d8:intervali1800e5:peers6:" + compact + b"e"


class Announce(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except BrokenPipeError:  # who has finished does not wait for the answer to his goodbye
            pass

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Announce)
print(server.server_port, flush=True)
server.serve_forever()
