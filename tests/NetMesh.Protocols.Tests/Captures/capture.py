#!/usr/bin/python3
"""Records what real clients say, for the readers' tests: run it in this folder, with aria2c and python3-libtorrent installed.

It makes torrents with libtorrent, lets aria2c and libtorrent announce them to a small HTTP and UDP tracker, and sits as a proxy between
leechers and a libtorrent seed. Everything stays on 127.0.0.0/8. What it writes:
  *.torrent           made by libtorrent
  *.magnet            a link made by libtorrent
  *.peerwire          one direction of one TCP connection between two peers
  *.http              the request of an announce, headers and all
  *.udp               datagrams of the UDP tracker protocol: '>' to the tracker, '<' from it, in hexadecimal
"""
import os, random, shutil, socket, struct, subprocess, tempfile, threading, time
import libtorrent as lt

HERE = os.path.dirname(os.path.abspath(__file__))
WORK = tempfile.mkdtemp()


def save(name, data):
    with open(os.path.join(HERE, name), "wb") as f:
        f.write(data)
    print(name, len(data))


def content(name, length, seed):
    path = os.path.join(WORK, "seed", name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(random.Random(seed).randbytes(length))


def torrent(root, piece, trackers):
    files = lt.file_storage()
    lt.add_files(files, os.path.join(WORK, "seed", root))
    made = lt.create_torrent(files, piece, lt.create_torrent.v1_only)
    for tier, url in enumerate(trackers):
        made.add_tracker(url, tier)
    made.set_creator("libtorrent")
    lt.set_piece_hashes(made, os.path.join(WORK, "seed"))
    return lt.bencode(made.generate())


class HttpTracker(threading.Thread):
    def __init__(self, peers):
        super().__init__(daemon=True)
        self.peers, self.requests = peers, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def run(self):
        while True:
            client, _ = self.listener.accept()
            request = b""
            while b"\r\n\r\n" not in request:
                more = client.recv(4096)
                if not more:
                    break
                request += more
            self.requests.append(request)
            compact = b"".join(socket.inet_aton(h) + struct.pack(">H", p) for h, p in self.peers)
            body = lt.bencode({b"complete": 1, b"incomplete": 1, b"interval": 600, b"peers": compact})
            client.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            client.close()


class UdpTracker(threading.Thread):
    def __init__(self, peers):
        super().__init__(daemon=True)
        self.peers, self.log = peers, []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def run(self):
        while True:
            packet, source = self.socket.recvfrom(2048)
            if len(packet) < 16:
                continue
            connection, action, transaction = struct.unpack(">QII", packet[:16])
            answer = struct.pack(">II", action, transaction)
            if action == 0:
                answer += struct.pack(">Q", 0x1122334455667788)
            elif action == 1:
                answer += struct.pack(">III", 600, 1, 1)
                answer += b"".join(socket.inet_aton(h) + struct.pack(">H", p) for h, p in self.peers)
            elif action == 2:
                answer += struct.pack(">III", 1, 2, 3) * ((len(packet) - 16) // 20)
            self.log += [">" + packet.hex(), "<" + answer.hex()]
            self.socket.sendto(answer, source)


class Proxy(threading.Thread):
    """Stands before the seed and keeps both directions of the last connection."""

    def __init__(self, target):
        super().__init__(daemon=True)
        self.target, self.both = target, None
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def run(self):
        while True:
            client, _ = self.listener.accept()
            server = socket.create_connection(self.target)
            self.both = (bytearray(), bytearray())
            for a, b, log in ((client, server, self.both[0]), (server, client, self.both[1])):
                threading.Thread(target=self.pump, args=(a, b, log), daemon=True).start()

    @staticmethod
    def pump(a, b, log):
        try:
            while data := a.recv(65536):
                log += data
                b.sendall(data)
            b.shutdown(socket.SHUT_WR)
        except OSError:
            pass


def session():
    return lt.session({
        "listen_interfaces": "127.0.0.1:0", "enable_dht": False, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False,
        "in_enc_policy": int(lt.enc_policy.pe_disabled), "out_enc_policy": int(lt.enc_policy.pe_disabled), "enable_incoming_utp": False,
        "enable_outgoing_utp": False, "allow_multiple_connections_per_ip": True, "announce_to_all_trackers": True, "announce_to_all_tiers": True,
    })


def wait(condition, seconds=20):
    end = time.time() + seconds
    while time.time() < end and not condition():
        time.sleep(0.05)


def add(ses, data, where, trackers=True):
    params = lt.add_torrent_params()
    params.ti = lt.torrent_info(lt.bdecode(data))
    params.save_path = where
    if not trackers:
        params.trackers = []
    return ses.add_torrent(params)


def main():
    content("lecture.bin", 70_001, 1)
    for name, length in (("album/one.txt", 300), ("album/disc 2/two.txt", 20_000), ("album/disc 2/drei\u00e4.txt", 0)):
        content(name, length, 2)
    save("multi-file.torrent", torrent("album", 16384, ["udp://127.0.0.1:16969/announce", "http://127.0.0.1:16969/announce"]))

    small = b"".join([b"d4:infod6:lengthi5000e4:name9:small.bin12:piece lengthi1024e6:pieces100:", bytes(100), b"ee"])
    content("small.bin", 5000, 3)
    import hashlib
    data = open(os.path.join(WORK, "seed", "small.bin"), "rb").read()
    hashes = b"".join(hashlib.sha1(data[i:i + 1024]).digest() for i in range(0, 5000, 1024))
    small = small.replace(bytes(100), hashes)
    save("small-pieces.torrent", small)

    seeding = session()
    wait(lambda: seeding.listen_port() != 0)
    seed = add(seeding, small, os.path.join(WORK, "seed"))
    wait(lambda: seed.status().is_seeding)
    proxy = Proxy(("127.0.0.1", seeding.listen_port()))
    proxy.start()
    peers = [("127.0.0.1", proxy.port)]
    http, udp = HttpTracker(peers), UdpTracker(peers)
    http.start(), udp.start()
    urls = ["http://127.0.0.1:%d/announce" % http.port, "udp://127.0.0.1:%d/announce" % udp.port]
    single = torrent("lecture.bin", 16384, ["http://tracker.example:6969/announce"])
    save("single-file.torrent", single)
    save("single-file.magnet", lt.make_magnet_uri(lt.torrent_info(lt.bdecode(single))).encode())

    # A peer that speaks nothing but BEP 3 gets the seed's bitfield instead of the fast extension's "have all".
    with socket.create_connection(("127.0.0.1", seeding.listen_port())) as plain:
        plain.sendall(b"\x13BitTorrent protocol" + bytes(8) + seed.info_hash().to_bytes() + b"-XX0000-abcdefghijkl" + b"\0\0\0\1\2")
        plain.settimeout(1)
        said = b""
        try:
            while True:
                said += plain.recv(4096)
        except OSError:
            save("seed-to-plain.peerwire", said)

    def announced(url):
        d = lt.bdecode(small)
        d[b"announce"] = url.encode()
        return lt.bencode(d)

    def both(name):
        time.sleep(0.3)
        save(name + "-to-seed.peerwire", bytes(proxy.both[0]))
        save("seed-to-" + name + ".peerwire", bytes(proxy.both[1]))

    for kind, url in (("http", urls[0]), ("udp", urls[1])):
        file = os.path.join(WORK, kind + ".torrent")
        with open(file, "wb") as f:
            f.write(announced(url))
        where = os.path.join(WORK, "aria-" + kind)
        subprocess.run(["aria2c", "--no-conf", "--dir", where, "--seed-time=0", "--enable-dht=%s" % str(kind == "udp").lower(),
                        "--dht-file-path", os.path.join(WORK, "dht"), "--dht-listen-port=%d" % random.randint(30000, 40000),
                        "--enable-peer-exchange=true", "--bt-stop-timeout=20", "--interface=127.0.0.1",
                        "--listen-port=%d" % random.randint(40001, 50000), file], timeout=60, stdout=subprocess.DEVNULL)
        if kind == "http":
            both("aria2")
            for i, request in enumerate(http.requests):
                save("aria2-announce-%d.http" % i, request)
        else:
            save("aria2.udp", ("\n".join(udp.log) + "\n").encode())
    http.requests.clear(), udp.log.clear()

    leeching = session()
    leech = add(leeching, announced(urls[0]), os.path.join(WORK, "leech"))
    wait(lambda: leech.status().is_seeding)
    both("libtorrent")
    leeching.remove_torrent(leech)
    wait(lambda: any(b"stopped" in r for r in http.requests))
    for i, request in enumerate(http.requests):
        save("libtorrent-announce-%d.http" % i, request)

    leeching = session()
    leech = add(leeching, announced(urls[1]), os.path.join(WORK, "leech2"))
    wait(lambda: leech.status().is_seeding)
    leech.scrape_tracker()
    wait(lambda: len(udp.log) >= 8, 5)
    leeching.remove_torrent(leech)
    time.sleep(1)
    save("libtorrent.udp", ("\n".join(udp.log) + "\n").encode())

    leeching = session()
    params = lt.parse_magnet_uri("magnet:?xt=urn:btih:" + str(seed.info_hash()))
    params.save_path = os.path.join(WORK, "leech3")
    leech = leeching.add_torrent(params)
    leech.connect_peer(("127.0.0.1", proxy.port))
    wait(lambda: leech.status().is_seeding)
    both("libtorrent-magnet")


try:
    main()
finally:
    shutil.rmtree(WORK, ignore_errors=True)
os._exit(0)
