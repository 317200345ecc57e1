using System.Buffers.Binary;
using System.Security.Cryptography;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Security;

/// <summary>How names are hashed for NSEC3 (RFC 5155 §3.1): what NSEC3 and NSEC3PARAM records begin with.</summary>
/// <param name="Algorithm"><see cref="Sha1"/> is the only one there is.</param>
/// <param name="Flags"><see cref="OptOut"/>, or none.</param>
/// <param name="Iterations">Hashes after the first: 0 is right, more cost everybody and hide nothing (RFC 9276 §3.1).</param>
/// <param name="Salt">Goes into every hash; owned. None is right.</param>
public readonly record struct Nsec3Parameters(byte Algorithm, byte Flags, ushort Iterations, ReadOnlyMemory<byte> Salt)
{
    public const byte Sha1 = 1;

    /// <summary>Delegations without DS may be missing from the chain (RFC 5155 §6).</summary>
    public const byte OptOut = 1;

    /// <summary>Bytes of a hash.</summary>
    public const int HashLength = SHA1.HashSizeInBytes;

    /// <summary>As RFC 9276 §3.1 wants it: one hash, no salt.</summary>
    /// <param name="isOptOut">Delegations without DS are left out.</param>
    public static Nsec3Parameters Usual(bool isOptOut = false) => new(Sha1, isOptOut ? OptOut : (byte)0, 0, default);

    /// <summary>The data of the NSEC3PARAM record that announces them; it says nothing of opting out (RFC 5155 §4.1.2).</summary>
    public RecordData ToRecord() =>
        RecordData.TryMake(RecordType.NSEC3PARAM, [Algorithm, 0, (byte)(Iterations >> 8), (byte)Iterations, (byte)Salt.Length, .. Salt.Span])!;

    public bool IsOptOut => (Flags & OptOut) != 0;

    /// <param name="data">Of NSEC3 or NSEC3PARAM.</param>
    public static Nsec3Parameters Of(RecordData data)
    {
        var wire = data.WireMemory;
        return new(wire.Span[0], wire.Span[1], BinaryPrimitives.ReadUInt16BigEndian(wire.Span[2..]), wire.Slice(5, wire.Span[4]));
    }

    /// <summary>Whether names have the same hashes by both, whatever the flags say.</summary>
    public bool HashesAs(Nsec3Parameters other) => Algorithm == other.Algorithm && Iterations == other.Iterations && Salt.Span.SequenceEqual(other.Salt.Span);

    /// <summary>The hash of a name (RFC 5155 §5).</summary>
    public byte[] Hash(DomainName name)
    {
        Span<byte> input = stackalloc byte[DomainName.MaxLength + byte.MaxValue];
        var canonical = name.ToCanonical().Wire;
        canonical.CopyTo(input);
        Salt.Span.CopyTo(input[canonical.Length..]);
        var hash = new byte[HashLength];
        _ = SHA1.HashData(input[..(canonical.Length + Salt.Length)], hash);
        for (var i = 0; i < Iterations; i++)
        {
            hash.CopyTo(input);
            Salt.Span.CopyTo(input[HashLength..]);
            _ = SHA1.HashData(input[..(HashLength + Salt.Length)], hash);
        }

        return hash;
    }
}
