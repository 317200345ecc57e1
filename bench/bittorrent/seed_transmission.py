"""Seeds one file with transmission-daemon: the second peer that NetMesh's seeding is measured against. Prints `ready` once all is verified and offered."""
import base64
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

torrent, folder, endpoint, rpc_port, own = sys.argv[1:6]
host, port = endpoint.rsplit(":", 1)
os.makedirs(own)
with open(os.path.join(own, "settings.json"), "w") as file:
    # As generous as a seed on loopback can be, and alone with its leecher.
    json.dump({
        "bind-address-ipv4": host, "peer-port": int(port), "rpc-bind-address": "127.0.0.1", "rpc-port": int(rpc_port),
        "dht-enabled": False, "lpd-enabled": False, "pex-enabled": False, "utp-enabled": False, "port-forwarding-enabled": False,
        "encryption": 0,  # tolerated
        "speed-limit-up-enabled": False, "speed-limit-down-enabled": False, "ratio-limit-enabled": False, "idle-seeding-limit-enabled": False,
        "upload-slots-per-torrent": 1000, "peer-limit-per-torrent": 1000, "peer-limit-global": 1000, "cache-size-mb": 64,
    }, file)
daemon = subprocess.Popen(["transmission-daemon", "--foreground", "--config-dir", own], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
ask = urllib.request.build_opener(urllib.request.ProxyHandler({}))
session = ""


def call(method, **arguments):
    """Asks over the daemon's RPC, whose first answer is always 409 with the session's id."""
    global session
    for _ in range(200):
        body = json.dumps({"method": method, "arguments": arguments}).encode()
        try:
            with ask.open(urllib.request.Request(f"http://127.0.0.1:{rpc_port}/transmission/rpc", body, {"X-Transmission-Session-Id": session})) as answer:
                return json.load(answer)["arguments"]
        except urllib.error.HTTPError as error:
            session = error.headers.get("X-Transmission-Session-Id", session)
        except urllib.error.URLError:
            time.sleep(0.1)
    sys.exit("transmission-daemon does not answer")


try:
    with open(torrent, "rb") as file:
        call("torrent-add", metainfo=base64.b64encode(file.read()).decode(), **{"download-dir": folder})
    while call("torrent-get", fields=["status"])["torrents"][0]["status"] != 6:  # 6: seeding, after the whole of it was verified
        time.sleep(0.2)
    print("ready", flush=True)
    daemon.wait()
finally:
    daemon.terminate()
    daemon.wait()
