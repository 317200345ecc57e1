"""Makes a torrent of one file: make_torrent.py FILE TRACKER-URL OUT"""
import os
import sys

import libtorrent as lt

path, tracker, out = sys.argv[1:4]
storage = lt.file_storage()
lt.add_files(storage, path)
torrent = lt.create_torrent(storage, piece_size=1024 * 1024, flags=lt.create_torrent.v1_only)
torrent.add_tracker(tracker)
lt.set_piece_hashes(torrent, os.path.dirname(os.path.abspath(path)))
with open(out, "wb") as file:
    file.write(lt.bencode(torrent.generate()))
