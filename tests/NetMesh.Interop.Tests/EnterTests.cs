using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace NetMesh.Interop.Tests;

/// <summary>Commands run on the planet, in namespaces whose whole Internet it is.</summary>
public sealed class EnterTests(EnterTests.EnteredPlanet entered) : IClassFixture<EnterTests.EnteredPlanet>
{
    private const string Announce = "/announce?info_hash=%00%01%02%03%04%05%06%07%08%09%0a%0b%0c%0d%0e%0f%10%11%12%13&peer_id=aaaaaaaaaaaaaaaaaaaa&port=7000&left=1&uploaded=0&downloaded=0&compact=1";

    // Joins a swarm as a peer of which everybody is told, and says who calls it first, and with what.
    private const string Called = """
        import socket, sys, urllib.request
        listener = socket.create_server(("0.0.0.0", 7000))
        urllib.request.urlopen(sys.argv[1]).read()
        print("announced", flush=True)
        connection, caller = listener.accept()
        print(caller[0], connection.getsockname()[0], connection.makefile("rb").read(20)[1:].decode(), flush=True)
        """;

    // Kurose & Ross, section 2.7: UDPServer.py and TCPServer.py, as in the book, besides saying who called.
    private const string Upper = """
        from socket import *
        import sys
        serverSocket = socket(AF_INET, SOCK_DGRAM if sys.argv[1] == "udp" else SOCK_STREAM)
        serverSocket.bind(("", 12000))
        if sys.argv[1] == "tcp": serverSocket.listen(1)
        print("ready to serve", flush=True)
        while True:
            if sys.argv[1] == "udp":
                message, clientAddress = serverSocket.recvfrom(2048)
                serverSocket.sendto(message.decode().upper().encode(), clientAddress)
            else:
                connectionSocket, clientAddress = serverSocket.accept()
                connectionSocket.send(connectionSocket.recv(1024).decode().upper().encode())
                connectionSocket.close()
            print(clientAddress[0], flush=True)
        """;

    // Serves on a port, and calls the same port of whom it is told; says as whom it called, since that is what is answered there.
    private const string Both = """
        import socket, sys, threading, select
        port = int(sys.argv[1])
        listener = socket.create_server(("", port))
        def serve():
            while True:
                connection, caller = listener.accept()
                connection.sendall(caller[0].encode())
                connection.close()
        threading.Thread(target=serve, daemon=True).start()
        called = sys.stdin.readline().strip()
        answer = b""
        while not answer:
            try:
                answer = socket.create_connection((called, port), 10).recv(100)
            except OSError:
                pass
            select.select([], [], [], 0.05)
        print(answer.decode(), flush=True)
        threading.Event().wait()
        """;

    // Types at a terminal of its own: interrupts a sleep of the shell, stops a job and brings it back, and interrupts a command run without a shell.
    private const string AtTerminal = """
        import os, pty, signal, sys
        def start(arguments):
            process, terminal = pty.fork()
            if process == 0:
                signal.signal(signal.SIGINT, signal.SIG_DFL) # whoever runs the tests in the background has it ignored, and so would everything here
                os.execvp(arguments[0], arguments)
            return process, terminal
        def expect(terminal, text):
            seen = b""
            while text not in seen:
                more = os.read(terminal, 4096)
                if not more: sys.exit("no %r in %r" % (text, seen))
                seen += more
        def typed(terminal, line, text):
            os.write(terminal, line)
            expect(terminal, text)
        command = sys.argv[1:]
        process, terminal = start(command)
        typed(terminal, b"PS1=; echo be'gun'\n", b"begun")
        typed(terminal, b"sh -c 'echo slee\"\"ping; exec sleep 600'\n", b"sleeping")
        typed(terminal, b"\x03", b"^C")
        typed(terminal, b"echo in'terrupted' $?\n", b"interrupted 130")
        print("sleep interrupted 130")
        typed(terminal, b"sh -c 'echo a\"\"gain; exec cat'\n", b"again")
        typed(terminal, b"\x1a", b"Stopped")
        typed(terminal, b"fg\n", b"exec cat")
        typed(terminal, b"echoed-by-cat\n", b"echoed-by-cat\r\nechoed-by-cat")
        os.write(terminal, b"\x04")
        typed(terminal, b"echo a'live'\n", b"alive")
        os.write(terminal, b"exit\n")
        os.waitpid(process, 0)
        print("job back")
        process, terminal = start(command[:command.index("bash")] + ["sh", "-c", "echo begun; exec sleep 600"])
        expect(terminal, b"begun")
        os.write(terminal, b"\x03")
        print("ended", os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
        """;

    // Asks again until the planet has heard that there is a server; says how long the answer took that came.
    private const string Ask = """
        from socket import *
        import sys, time, select
        for attempt in range(2000):
            asking = socket(AF_INET, SOCK_DGRAM if sys.argv[1] == "udp" else SOCK_STREAM)
            asking.settimeout(10)
            began = time.monotonic()
            try:
                asking.connect((sys.argv[2], 12000))
                asking.send(sys.argv[3].encode())
                answer = asking.recv(2048)
                print(f"{time.monotonic() - began:.3f} {answer.decode()}")
                break
            except OSError:
                select.select([], [], [], 0.05)
        else:
            sys.exit(1)
        """;

    private RunningPlanet Planet => entered.Planet;

    [RealClientFact("curl", RealClients.Enter)]
    public async Task A_command_stands_in_its_region_and_finds_the_planet_on_well_known_ports_and_nothing_else()
    {
        var run = await Planet.EnterAsync(
            "ap-southeast", "curl", "-sS", "--noproxy", "*", "-w", "\n%{http_code} %{local_ip}\n", "http://127.16.0.9:6969" + Announce, $"http://127.16.0.9:{6969 + Planet.PortOffset}{Announce}");
        Assert.True(run.ExitCode == 0, run.Error + Planet.Written);
        Assert.Equal(2, Regex.Count(run.Output, @"^200 127\.26\.0\.\d+$", RegexOptions.Multiline, Eventually.Patience));
        Assert.Equal(2, Regex.Count(run.Output, "8:intervali", RegexOptions.None, Eventually.Patience));

        // What is this machine's own is not there, even where the planet itself is spoken to.
        var beyond = await Planet.EnterAsync("ap-southeast", "curl", "-sS", "--noproxy", "*", new Uri(Planet.Control, "healthz").ToString());
        Assert.Equal(7, beyond.ExitCode);
        var resolver = await Planet.EnterAsync("ap-southeast", "cat", "/etc/resolv.conf");
        Assert.Equal("nameserver 127.26.0.53\n", resolver.Output);
    }

    [RealClientTheory("aria2c", RealClients.Enter)]
    [InlineData("http")]
    [InlineData("udp")]
    public async Task A_client_downloads_whole_in_there_over_either_tracker(string tracker)
    {
        var torrent = Content.Retrack(entered.Torrent, Path.Combine(Planet.Folder, $"entered-{tracker}.torrent"), $"{tracker}://127.16.0.9:6969/announce");
        var folder = Path.Combine(Planet.Folder, $"entered-{tracker}");
        var before = await SentAsync();

        // Stands where whoever says nothing stands: in the region.
        var run = await Planet.EnterAsync("eu-west", ["aria2c", .. Aria.ToFetch(torrent, folder, "0.0.0.0", "6881-6889")]);

        Assert.True(run.ExitCode == 0, run.Output + run.Error + Planet.Written);
        Content.AssertSame(entered.Original, Path.Combine(folder, "entered-file"));
        await Eventually.HoldsAsync(async () => await SentAsync() - before >= EnteredPlanet.Length);

        Task<double> SentAsync() => Planet.MetricAsync("netmesh_gateway_bytes", "protocol=\"peer-wire\"", "region=\"eu-west\"", "direction=\"out\"");
    }

    [RealClientTheory(RealClients.Enter)]
    [InlineData(7, "sh", "-c", "cat; exit 7")]
    [InlineData(137, "sh", "-c", "cat; kill -9 $$")]
    [InlineData(0, "sh", "-c", "cat; yes | head -1 >&2; echo @file --json")]
    [InlineData(127, "there-is-no-such-command")]
    public async Task Input_output_and_exit_code_are_the_commands(int code, params string[] command)
    {
        var run = await ProgramRun.OfAsync("bash", ["-c", "echo given | \"$@\"", "bash", ProgramRun.Dotnet, ProgramRun.NetmeshDll, .. Planet.ToEnter("us-west", null, command)]);
        Assert.True(run.ExitCode == code, $"{run.ExitCode}: {run.Output}{run.Error}");
        Assert.Equal(code switch { 127 => "", 0 => "given\n@file --json\n", _ => "given\n" }, run.Output);
        Assert.Equal(code switch { 127 => "netmesh: there-is-no-such-command: there is no such command\n", 0 => "y\n", _ => "" }, run.Error);
    }

    [RealClientFact(RealClients.Enter)]
    public async Task A_signal_reaches_the_command()
    {
        using var process = Start("eu-west", null, "import signal, sys\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(9))\nprint('listens', flush=True)\nwhile True: signal.pause()");
        Assert.Equal("listens", await process.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Patience));
        Assert.Equal(0, (await ProgramRun.OfAsync("kill", ["-TERM", $"{process.Id}"])).ExitCode);
        await process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        Assert.Equal(9, process.ExitCode);
    }

    [RealClientFact(RealClients.Enter)]
    public async Task What_keeps_a_command_from_running_is_said_in_one_line()
    {
        AssertRefused("there is no region 'eu-wst' here; expected one of us-east, eu-west", await Planet.EnterAsync("eu-wst", "true"));
        AssertRefused("there is a host tracker already, at 127.16.0.9", await ProgramRun.OfNetmeshAsync(Planet.ToEnter("eu-west", "tracker", "true")));
        AssertRefused("'a b' is no name for a host", await ProgramRun.OfNetmeshAsync(Planet.ToEnter("eu-west", "a b", "true")));
        AssertRefused("no planet is running", await ProgramRun.OfNetmeshAsync(["enter", "eu-west", "--control-port", $"{FreePorts.One()}", "--", "true"]));

        static void AssertRefused(string line, ProgramRun run)
        {
            Assert.True(run.ExitCode == 2, $"{run.ExitCode}: {run.Output}{run.Error}");
            Assert.StartsWith($"netmesh: {line}", run.Error, StringComparison.Ordinal);
            Assert.Equal('\n', Assert.Single(run.Error, c => c == '\n'));
        }
    }

    [RealClientFact(RealClients.Enter)]
    public async Task Under_a_name_it_is_a_host_that_grains_call_and_it_goes_when_it_ends()
    {
        var torrent = Content.ReadTorrent(entered.Torrent);
        var hash = string.Concat(torrent.InfoHash.ToString().Chunk(2).Select(two => "%" + new string(two)));
        using var process = Start(
            "sa-east", "my-server", Called, "http://127.16.0.9:6969/announce?info_hash=" + hash + "&peer_id=bbbbbbbbbbbbbbbbbbbb&port=7000&left=0&uploaded=0&downloaded=0&compact=1&event=started");
        Assert.Equal("announced", await process.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Patience));
        var address = (await HostsAsync()).Single(host => host.Name == "my-server").Address;
        Assert.StartsWith("127.21.0.", address, StringComparison.Ordinal);

        // Whoever joins now is told of it, and calls.
        await Planet.JoinAsync(entered.Torrent, "--peers", "3", "--region", "eu-north");
        var said = (await process.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Patience))!.Split(' ', 3);
        Assert.Contains(said[0], (await HostsAsync()).Select(host => host.Address));
        Assert.Equal([address, "BitTorrent protocol"], said[1..]);

        await process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        Assert.Equal(0, process.ExitCode);
        await Eventually.HoldsAsync(async () => (await HostsAsync()).All(host => host.Name != "my-server"));
    }

    [RealClientTheory(RealClients.Enter)]
    [InlineData("udp")]
    [InlineData("tcp")]
    public async Task The_textbooks_upper_case_server_runs_on_a_host_and_answers_a_client_in_another_region(string transport)
    {
        using var server = Start("sa-east", $"upper-{transport}", Upper, transport);
        Assert.Equal("ready to serve", await server.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Patience));
        var address = (await HostsAsync()).Single(host => host.Name == $"upper-{transport}").Address;

        var client = await Planet.EnterAsync("eu-north", RealClients.Python, "-c", Ask, transport, address, "from stockholm");

        Assert.True(client.ExitCode == 0, client.Output + client.Error + Planet.Written);
        var said = client.Output.TrimEnd().Split(' ', 2);
        Assert.Equal("FROM STOCKHOLM", said[1]);

        // Both ways there is no shorter one than along the great circle, at the speed of light in a fibre, for 10,000 km.
        Assert.True(double.Parse(said[0], System.Globalization.CultureInfo.InvariantCulture) > 0.1, $"a round trip of {said[0]} s is no distance");
        var caller = (await server.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Patience))!;
        Assert.StartsWith("127.23.0.", caller, StringComparison.Ordinal);
        server.Kill(entireProcessTree: true);
        await server.WaitForExitAsync().WaitAsync(Eventually.Patience);
    }

    [RealClientFact("curl", RealClients.Enter)]
    public async Task Two_hosts_with_servers_on_one_port_call_each_other_and_a_planets_port_is_theirs_too()
    {
        // 6881 is the planet's own as well: what is called there is the host that has it, or else the planet.
        using var one = Start("sa-east", "one", Both, "6881");
        using var other = Start("ap-south", "other", Both, "6881");
        string[] names = ["one", "other"];
        await Eventually.HoldsAsync(async () => names.All((await HostsAsync()).Select(host => host.Name).Contains));
        var hosts = await HostsAsync();
        foreach (var (caller, name, called) in new[] { (one, "one", "other"), (other, "other", "one") })
        {
            await caller.StandardInput.WriteLineAsync(AddressOf(called));
            Assert.Equal(AddressOf(name), await caller.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Patience));
        }

        foreach (var process in (Process[])[one, other])
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        }

        string AddressOf(string name) => hosts.Single(host => host.Name == name).Address;
    }

    [RealClientFact(RealClients.Browser, RealClients.Enter)]
    public async Task A_browser_loads_a_page_from_a_host_in_another_region()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Planet.Folder, "site")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "index.html"), "<title>far</title><p id=p>plain</p><script>p.textContent = 'from ' + location.host</script>");
        using var server = ProgramRun.Start(
            ProgramRun.Dotnet, [ProgramRun.NetmeshDll, .. Planet.ToEnter("ap-northeast", "www", [RealClients.Python, "-u", "-m", "http.server", "80", "--directory", folder])], folder);
        Assert.StartsWith("Serving HTTP", await server.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Patience), StringComparison.Ordinal);
        var address = (await HostsAsync()).Single(host => host.Name == "www").Address;

        var run = await Planet.EnterAsync(
            "eu-west",
            [
                "sh", "-c", $"until {RealClients.Python} -c 'import socket; socket.create_connection((\"{address}\", 80))' 2> /dev/null; do :; done; exec \"$@\"", "sh",
                RealClients.Browser, .. (string[])(Environment.IsPrivilegedProcess ? ["--no-sandbox"] : []), "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server",
                $"--user-data-dir={Path.Combine(Planet.Folder, "browser")}", "--dump-dom", $"http://{address}/",
            ]);

        Assert.True(run.ExitCode == 0, run.Output + run.Error + Planet.Written);
        Assert.Contains($"<p id=\"p\">from {address}</p>", run.Output, StringComparison.Ordinal);
        server.Kill(entireProcessTree: true);
        await server.WaitForExitAsync().WaitAsync(Eventually.Patience);
        Assert.Contains("127.17.0.", await server.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [RealClientFact(RealClients.Enter)]
    public async Task At_a_terminal_an_interrupt_ends_the_command_and_a_shell_has_job_control()
    {
        var run = await ProgramRun.OfAsync(
            RealClients.Python, ["-c", AtTerminal, ProgramRun.Dotnet, ProgramRun.NetmeshDll, .. Planet.ToEnter("us-west", null, "bash", "--norc", "-i")], Planet.Folder);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Equal("sleep interrupted 130\njob back\nended 130\n", run.Output);
    }

    [RealClientFact("curl", "setpriv", RealClients.EnterAsOrdinaryUser)]
    public async Task An_ordinary_user_enters_a_planet_of_his_own_and_nobody_elses()
    {
        var folder = Directory.CreateTempSubdirectory("netmesh-user-");
        try
        {
            Assert.Equal(0, (await ProgramRun.OfAsync("chmod", ["777", folder.FullName])).ExitCode);
            await using var planet = await RunningPlanet.StartAsync(folder: folder.FullName, launcher: Entering.AsOrdinaryUser);
            var run = await AsUserAsync(planet, "sh", "-c", "id -u; curl -sS --noproxy '*' -o /dev/null -w '%{http_code} %{local_ip}\n' 'http://127.16.0.9:6969" + Announce + "'");
            Assert.True(run.ExitCode == 0, run.Output + run.Error + planet.Written);
            Assert.Matches(@"^[1-9]\d*\n200 127\.17\.0\.\d+\n$", run.Output);

            if (Environment.IsPrivilegedProcess)
            {
                var foreign = await AsUserAsync(Planet, "true");
                Assert.Equal((2, ""), (foreign.ExitCode, foreign.Output));
                Assert.StartsWith("netmesh: only the user who started the planet may enter it", foreign.Error, StringComparison.Ordinal);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static Task<ProgramRun> AsUserAsync(RunningPlanet planet, params string[] command) => ProgramRun.OfAsync(
            Entering.AsOrdinaryUser[0], [.. Entering.AsOrdinaryUser[1..], ProgramRun.Dotnet, ProgramRun.NetmeshDll, .. planet.ToEnter("eu-west", null, command)]);
    }

    private Process Start(string region, string? name, string python, params string[] arguments) => ProgramRun.Start(
        ProgramRun.Dotnet, [ProgramRun.NetmeshDll, .. Planet.ToEnter(region, name, [RealClients.Python, "-c", python, .. arguments])], Planet.Folder, redirectsInput: true);

    private async Task<List<(string Name, string Address)>> HostsAsync()
    {
        var run = await Planet.CommandAsync("hosts", "--json");
        Assert.True(run.ExitCode == 0, run.Error + Planet.Written);
        return [.. JsonDocument.Parse(run.Output).RootElement.GetProperty("hosts").EnumerateArray()
            .Select(host => (host.GetProperty("name").GetString()!, host.GetProperty("address").GetString()!))];
    }

    /// <summary>A planet that shares one file.</summary>
    public sealed class EnteredPlanet : IAsyncLifetime
    {
        internal const int Length = 8 << 20;

        public RunningPlanet Planet { get; private set; } = null!;

        public string Original { get; private set; } = "";

        public string Torrent { get; private set; } = "";

        public async Task InitializeAsync()
        {
            Planet = await RunningPlanet.StartAsync();
            Original = Planet.MakeFile("entered-file", Length, 77);
            Torrent = await Planet.ShareAsync(Original, "--peers", "8");
        }

        public async Task DisposeAsync() => await Planet.DisposeAsync();
    }
}
