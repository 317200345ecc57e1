using System.Globalization;

namespace NetMesh.Gateways.Namespaces;

/// <summary>Which ports the programs of the calling thread's namespace listen on, as the system lists them (proc(5), <c>/proc/net/tcp</c> and its kin).</summary>
internal static class ListeningSockets
{
    private const string Listening = "0A";
    private const string Unconnected = "07";
    private const string AnyIPv6 = "00000000000000000000000000000000";

    /// <summary>Ports on which something listens at this address.</summary>
    /// <param name="address">What the namespace is called by; sockets on all addresses count as well.</param>
    public static IReadOnlyList<OwnPort> At(string address)
    {
        string[] ours = ["00000000", Hexadecimal(address), AnyIPv6];
        return
        [
            .. Read("tcp", Listening).Concat(Read("tcp6", Listening)).Select(at => (at.Address, Port: new OwnPort(at.Port, IsDatagram: false)))
                .Concat(Read("udp", Unconnected).Concat(Read("udp6", Unconnected)).Select(at => (at.Address, Port: new OwnPort(at.Port, IsDatagram: true))))
                .Where(at => ours.Contains(at.Address))
                .Select(at => at.Port).Distinct().OrderBy(port => port.Port).ThenBy(port => port.IsDatagram),
        ];
    }

    // A line: number, local address and port, remote ones, state; the address as the machine holds it, so that the last octet comes first.
    private static IEnumerable<(string Address, ushort Port)> Read(string kind, string state)
    {
        var path = $"/proc/thread-self/net/{kind}";
        return from line in File.Exists(path) ? File.ReadLines(path).Skip(1) : []
               let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
               where fields.Length > 3 && fields[3] == state
               let local = fields[1].Split(':')
               select (local[0], ushort.Parse(local[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }

    private static string Hexadecimal(string address) => Convert.ToHexString([.. address.Split('.').Reverse().Select(part => byte.Parse(part, CultureInfo.InvariantCulture))]);
}
