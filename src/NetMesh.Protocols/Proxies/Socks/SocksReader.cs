using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace NetMesh.Protocols.Proxies.Socks;

/// <summary>Reads what a client of SOCKS 5 says (RFC 1928 §3 to §5): first its greeting, then its request. Keeps no bytes.</summary>
public sealed class SocksReader
{
    /// <summary>With it every message begins.</summary>
    public const byte Version = 5;

    // A request with the longest name: version, command, reserved, type, length, name, port.
    private const int Longest = 4 + 1 + 255 + 2;

    private bool isGreeted;

    /// <summary>Reads the next message; nothing is consumed unless it is complete.</summary>
    public ReadResult<SocksMessage> Read(in ReadOnlySequence<byte> input)
    {
        Span<byte> bytes = stackalloc byte[Longest];
        bytes = bytes[..(int)Math.Min(Longest, input.Length)];
        input.Slice(0, bytes.Length).CopyTo(bytes);
        return Read(bytes);
    }

    /// <inheritdoc cref="Read(in ReadOnlySequence{byte})"/>
    public ReadResult<SocksMessage> Read(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return ReadResult<SocksMessage>.NeedMore;
        }

        if (input[0] != Version)
        {
            return Invalid($"version {input[0]}", "5 (RFC 1928)", 0);
        }

        if (isGreeted)
        {
            return ReadRequest(input);
        }

        var greeting = ReadGreeting(input);
        isGreeted = greeting.IsComplete;
        return greeting;
    }

    private static ReadResult<SocksMessage> ReadGreeting(ReadOnlySpan<byte> input)
    {
        if (input.Length < 2)
        {
            return ReadResult<SocksMessage>.NeedMore;
        }

        var whole = 2 + input[1];
        return input[1] == 0 ? Invalid("a greeting without methods", "1 to 255 of them", 1)
            : input.Length < whole ? ReadResult<SocksMessage>.NeedMore
            : ReadResult<SocksMessage>.Complete(new SocksGreeting(input[2..whole].Contains((byte)SocksMethod.None)), whole);
    }

    private static ReadResult<SocksMessage> ReadRequest(ReadOnlySpan<byte> input)
    {
        if (input.Length > 2 && input[2] != 0)
        {
            return Invalid($"{input[2]} in the reserved byte", "0", 2);
        }

        if (input.Length < 5)
        {
            return ReadResult<SocksMessage>.NeedMore;
        }

        var (command, type) = ((SocksCommand)input[1], (SocksAddressType)input[3]);
        var (from, length) = type switch
        {
            SocksAddressType.IPv4 => (4, 4),
            SocksAddressType.IPv6 => (4, 16),
            SocksAddressType.Name => (5, (int)input[4]),
            _ => (4, 0),
        };
        if (length == 0)
        {
            return type == SocksAddressType.Name ? Invalid("a name of no letters", "1 to 255 of them", 4)
                : ReadResult<SocksMessage>.Complete(new SocksRequest(command, type, "", 0), 4);
        }

        if (input.Length < from + length + 2)
        {
            return ReadResult<SocksMessage>.NeedMore;
        }

        var host = input.Slice(from, length);
        if (type == SocksAddressType.Name && host.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
        {
            return Invalid("a name with bytes that are no letters", "ASCII without spaces", from + host.IndexOfAnyExceptInRange((byte)'!', (byte)'~'));
        }

        return ReadResult<SocksMessage>.Complete(
            new SocksRequest(
                command,
                type,
                type == SocksAddressType.Name ? Encoding.ASCII.GetString(host) : new IPAddress(host).ToString(),
                BinaryPrimitives.ReadUInt16BigEndian(input[(from + length)..])),
            from + length + 2);
    }

    private static ReadResult<SocksMessage> Invalid(string what, string expected, long at) =>
        ReadResult<SocksMessage>.Invalid(new ProtocolError(SocksSession.Protocol, what, expected, at));
}
