using System.Text.Json;
using System.Text.Json.Serialization;

namespace NetMesh.Gateways.Namespaces;

/// <summary>
/// What a planet and the process inside a namespace tell each other, in this order: <see cref="EnterRequest"/>, answered by <see cref="Admission"/> or
/// <see cref="Refusal"/>; <see cref="HandedSockets"/>, answered by <see cref="Served"/> or <see cref="Refusal"/>; from then on <see cref="DialRequest"/>
/// and <see cref="BindRequest"/>, each answered by <see cref="SocketResult"/>, and the other way, from a host with a name, <see cref="Listening"/>. Requests may come
/// before <see cref="Served"/>, too, and are then answered before it counts.
/// </summary>
[JsonDerivedType(typeof(EnterRequest), "enter")]
[JsonDerivedType(typeof(Admission), "admission")]
[JsonDerivedType(typeof(Refusal), "refusal")]
[JsonDerivedType(typeof(HandedSockets), "sockets")]
[JsonDerivedType(typeof(Served), "served")]
[JsonDerivedType(typeof(DialRequest), "dial")]
[JsonDerivedType(typeof(BindRequest), "bind")]
[JsonDerivedType(typeof(SocketResult), "socket")]
[JsonDerivedType(typeof(Listening), "listening")]
public abstract record NamespaceMessage;

/// <param name="Region">The label of the region to stand in.</param>
/// <param name="Name">The name of the host to be; null: a client, no host.</param>
public sealed record EnterRequest(string Region, string? Name) : NamespaceMessage;

/// <param name="Address">The command's: what it says comes from there.</param>
/// <param name="Prefixes">What is the planet's: all of it, but that address, is local in the namespace.</param>
/// <param name="Resolver">The region's resolver.</param>
/// <param name="Ports">On which the planet answers; the sockets are handed over in this order.</param>
public sealed record Admission(string Address, IReadOnlyList<string> Prefixes, string Resolver, IReadOnlyList<ServedPort> Ports) : NamespaceMessage;

/// <param name="Port">The number by which clients call it.</param>
/// <param name="IsDatagram">UDP; otherwise TCP.</param>
/// <param name="Listed">The number under which the planet's directory lists what is called there.</param>
/// <param name="Purpose">What it is for, for an error's line.</param>
public sealed record ServedPort(ushort Port, bool IsDatagram, ushort Listed, string Purpose);

/// <param name="Why">One line, ready to be shown.</param>
public sealed record Refusal(string Why) : NamespaceMessage;

/// <summary>The sockets of <see cref="Admission.Ports"/>, bound and not yet listening, come with this.</summary>
public sealed record HandedSockets : NamespaceMessage;

/// <summary>The planet answers in the namespace.</summary>
public sealed record Served : NamespaceMessage;

/// <summary>A host of the planet calls somebody in the namespace.</summary>
/// <param name="Id">Names the call in its answer.</param>
/// <param name="From">The address that calls.</param>
/// <param name="To">Address and port that are called.</param>
public sealed record DialRequest(long Id, string From, string To) : NamespaceMessage;

/// <summary>Somebody elsewhere shall be seen in the namespace at an address and port.</summary>
/// <param name="Id">Names the request in its answer.</param>
/// <param name="At">Address and port.</param>
/// <param name="IsDatagram">UDP; otherwise TCP.</param>
public sealed record BindRequest(long Id, string At, bool IsDatagram) : NamespaceMessage;

/// <summary>The connected, or the bound, socket comes with this; none when nobody listens there, or the port is taken.</summary>
public sealed record SocketResult(long Id) : NamespaceMessage;

/// <param name="Ports">All on which the command's programs listen now.</param>
public sealed record Listening(IReadOnlyList<OwnPort> Ports) : NamespaceMessage;

/// <param name="Port">The number.</param>
/// <param name="IsDatagram">UDP; otherwise TCP.</param>
public sealed record OwnPort(ushort Port, bool IsDatagram);

/// <summary>Generated at build time: no reflection when a command enters.</summary>
[JsonSerializable(typeof(NamespaceMessage))]
internal sealed partial class NamespaceJson : JsonSerializerContext
{
    public static byte[] Write(NamespaceMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, Default.NamespaceMessage);

    /// <returns>Null for what is none.</returns>
    public static NamespaceMessage? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, Default.NamespaceMessage);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
