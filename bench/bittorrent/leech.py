"""Downloads a torrent with libtorrent from the peers given, or from those its tracker names, and prints the seconds that took."""
import sys
import time

import libtorrent as lt

torrent, folder, listen = sys.argv[1:4]
peers = sys.argv[4:]
session = lt.session({
    "listen_interfaces": listen,
    "outgoing_interfaces": listen.rsplit(":", 1)[0],  # a client's address is what its seeds see, too
    "enable_dht": False, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False,
    "allow_multiple_connections_per_ip": True,
    "enable_outgoing_utp": False, "enable_incoming_utp": False,
    "in_enc_policy": lt.enc_policy.disabled, "out_enc_policy": lt.enc_policy.disabled,
    "max_out_request_queue": 1500, "request_queue_time": 10, "aio_threads": 4,
    "alert_mask": lt.alert.category_t.status_notification | lt.alert.category_t.error_notification,
})
parameters = lt.add_torrent_params()
parameters.ti = lt.torrent_info(torrent)
parameters.save_path = folder
parameters.flags &= ~lt.torrent_flags.auto_managed
parameters.flags &= ~lt.torrent_flags.paused
started = time.monotonic()
handle = session.add_torrent(parameters)
for peer in peers:
    host, port = peer.rsplit(":", 1)
    handle.connect_peer((host, int(port)))
deadline = started + 600
while time.monotonic() < deadline:
    session.wait_for_alert(100)
    session.pop_alerts()
    if handle.status().is_seeding:
        print(f"{time.monotonic() - started:.3f}", flush=True)
        sys.exit(0)
print(f"gave up at {handle.status().progress:.3f}", file=sys.stderr)
sys.exit(1)
