namespace NetMesh.Protocols.Dns.Security;

/// <summary>Bytes as unsigned numbers from the left, the shorter first: the order of hashes and of canonical data.</summary>
internal sealed class ByteOrder : IComparer<byte[]>
{
    public static readonly ByteOrder Instance = new();

    public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
}
