using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Interop.Tests.Names;

/// <summary>NLnet Labs' validating resolver, sent to servers of ours for their zones.</summary>
internal sealed class Unbound : RealDnsProgram
{
    public override string Program => "unbound";

    /// <summary>Starts it, and waits until it answers.</summary>
    /// <param name="anchor">The root's key.</param>
    /// <param name="servers">It knows of no port but 53 when it follows a referral: of each zone it is told who has it, as <c>address@port</c>.</param>
    public Task StartAsync(ResourceRecord anchor, IEnumerable<(string Zone, string At)> servers) => LaunchAsync(
        $"""
        server:
          interface: 127.0.0.1
          port: {Port}
          do-daemonize: no
          username: ""
          chroot: ""
          directory: "{Folder}"
          pidfile: "{Folder}/pid"
          use-syslog: no
          logfile: ""
          num-threads: 1
          ede: yes
          do-not-query-localhost: no
          do-not-query-address: {GeneratedTree.Nowhere}
          module-config: "validator iterator"
          trust-anchor: "{anchor}"
        remote-control:
          control-enable: no
        {string.Concat(servers.Select(server => $"stub-zone:\n  name: \"{server.Zone}\"\n  stub-addr: {server.At}\n"))}
        """,
        ["."]);

    protected override string[] Arguments(string configuration) => ["-d", "-c", configuration];
}
