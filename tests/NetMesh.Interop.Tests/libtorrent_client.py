"""A BitTorrent client made of libtorrent, for tests. Debian's own interpreter runs it.

  libtorrent_client.py fetch ADDRESS SOURCE FOLDER [RATE]  downloads a .torrent or magnet link, no faster than RATE bytes/s, and ends
  libtorrent_client.py seed ADDRESS SOURCE FOLDER          seeds what lies in FOLDER until it is killed
  libtorrent_client.py make CONTENT TORRENT TRACKER...     makes a .torrent, of version 1, of a file or folder

Progress is told line by line: "complete", "announced".
"""
import os
import sys
import time

import libtorrent as lt


def run(verb, address, source, folder, rate="0"):
    session = lt.session({
        "listen_interfaces": address,
        "outgoing_interfaces": address.split(":")[0].replace("0.0.0.0", ""),
        "enable_dht": False,
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
        "allow_multiple_connections_per_ip": True,
        "download_rate_limit": int(rate),
        "alert_mask": lt.alert.category_t.tracker_notification | lt.alert.category_t.error_notification,
    })
    if source.startswith("magnet:"):
        torrent = lt.parse_magnet_uri(source)
    else:
        torrent = lt.add_torrent_params()
        torrent.ti = lt.torrent_info(source)
    torrent.save_path = folder
    handle = session.add_torrent(torrent)
    told = set()

    def tell(line):
        if line not in told:
            told.add(line)
            print(line, flush=True)

    while True:
        session.wait_for_alert(100)
        for alert in session.pop_alerts():
            if isinstance(alert, lt.tracker_reply_alert):
                tell("announced")
            elif isinstance(alert, (lt.tracker_error_alert, lt.torrent_error_alert, lt.listen_failed_alert)):
                print(alert.message(), file=sys.stderr, flush=True)
        status = handle.status()
        if status.is_seeding:
            tell("complete")
            if verb == "fetch":
                return
        elif verb == "seed" and status.state == lt.torrent_status.downloading:
            sys.exit("there is less to seed than the torrent says")


def make(content, torrent, trackers):
    files = lt.file_storage()
    lt.add_files(files, content)
    made = lt.create_torrent(files, piece_size=0, flags=lt.create_torrent.v1_only)
    for tier, tracker in enumerate(trackers):
        made.add_tracker(tracker, tier)
    lt.set_piece_hashes(made, os.path.dirname(content))
    with open(torrent, "wb") as file:
        file.write(lt.bencode(made.generate()))


if sys.argv[1] == "make":
    make(sys.argv[2], sys.argv[3], sys.argv[4:])
else:
    run(*sys.argv[1:])
