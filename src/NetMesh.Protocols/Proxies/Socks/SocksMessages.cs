namespace NetMesh.Protocols.Proxies.Socks;

/// <summary>How a client may prove who it is (RFC 1928 §3).</summary>
public enum SocksMethod : byte
{
    None = 0,
    NoneAcceptable = 0xff,
}

/// <summary>What a client wants (RFC 1928 §4).</summary>
public enum SocksCommand : byte
{
    Connect = 1,
    Bind = 2,
    UdpAssociate = 3,
}

/// <summary>How an address is written (RFC 1928 §5).</summary>
public enum SocksAddressType : byte
{
    IPv4 = 1,
    Name = 3,
    IPv6 = 4,
}

/// <summary>What became of a request (RFC 1928 §6).</summary>
public enum SocksReply : byte
{
    Succeeded = 0,
    GeneralFailure = 1,
    NotAllowed = 2,
    HostUnreachable = 4,
    ConnectionRefused = 5,
    CommandNotSupported = 7,
    AddressTypeNotSupported = 8,
}

/// <summary>What a client says, one after the other: <see cref="SocksGreeting"/>, and when that was answered <see cref="SocksRequest"/>.</summary>
public abstract record SocksMessage;

/// <param name="OffersNone">The client would come in without proving anything.</param>
public sealed record SocksGreeting(bool OffersNone) : SocksMessage;

/// <param name="Command">What is wanted.</param>
/// <param name="Type">How the address was written. Of an unknown type the length is unknown as well: it and what follows were not read.</param>
/// <param name="Host">Address or name as text.</param>
/// <param name="Port">The port.</param>
public sealed record SocksRequest(SocksCommand Command, SocksAddressType Type, string Host, ushort Port) : SocksMessage;
