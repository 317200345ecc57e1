"""Seeds one file with libtorrent: the peer that NetMesh's seeding is measured against. Prints `ready` once it listens."""
import signal
import sys
import time

import libtorrent as lt

torrent, folder, endpoint = sys.argv[1:4]
session = lt.session({
    "listen_interfaces": endpoint,
    "enable_dht": False, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False,
    "allow_multiple_connections_per_ip": True,
    "enable_outgoing_utp": False, "enable_incoming_utp": False,
    "in_enc_policy": lt.enc_policy.disabled, "out_enc_policy": lt.enc_policy.disabled,
    # As generous as a seed on loopback can be: the defaults are for home links.
    "send_buffer_watermark": 4 * 1024 * 1024, "send_buffer_watermark_factor": 150,
    "aio_threads": 4, "unchoke_slots_limit": -1, "max_out_request_queue": 1500, "max_allowed_in_request_queue": 2000,
})
parameters = lt.add_torrent_params()
parameters.ti = lt.torrent_info(torrent)
parameters.save_path = folder
parameters.flags |= lt.torrent_flags.seed_mode
parameters.flags &= ~lt.torrent_flags.auto_managed
parameters.flags &= ~lt.torrent_flags.paused
session.add_torrent(parameters)
print("ready", flush=True)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
while True:
    time.sleep(3600)
