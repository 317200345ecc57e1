using NetMesh.Protocols.Wire;

namespace NetMesh.Protocols.Dns.Names;

/// <summary>
/// A domain name, always absolute, as its wire form without compression (RFC 1035 §3.1): length-prefixed labels and the root's zero. Letters keep the case
/// they came in; equal are names that differ in the case of ASCII letters only (RFC 4343). Immutable.
/// </summary>
public sealed class DomainName : IEquatable<DomainName>, IComparable<DomainName>
{
    /// <summary>Most bytes of a name on the wire, the root's zero included (RFC 1035 §2.3.4).</summary>
    public const int MaxLength = 255;

    /// <summary>Most bytes of a label.</summary>
    public const int MaxLabelLength = 63;

    /// <summary>Most labels of a name, the root not counted: each takes two bytes at least.</summary>
    public const int MaxLabels = (MaxLength - 1) / 2;

    public static readonly DomainName Root = new([0]);

    private readonly byte[] wire;
    private readonly int hash;

    // Takes over the bytes, which are a whole and legal name.
    private DomainName(byte[] wire)
    {
        this.wire = wire;
        hash = HashOf(wire);
        for (var at = 0; wire[at] != 0; at += wire[at] + 1)
        {
            LabelCount++;
        }
    }

    /// <summary>The wire form, uncompressed, in the case it came in.</summary>
    public ReadOnlySpan<byte> Wire => wire;

    /// <summary>Labels, the root not counted: <c>www.example.com.</c> has three.</summary>
    public int LabelCount { get; }

    public bool IsRoot => wire.Length == 1;

    /// <summary>The first label is an asterisk alone (RFC 4592 §2.1.1).</summary>
    public bool IsWildcard => wire is [1, (byte)'*', ..];

    /// <summary>Labels as signatures count them, without a wildcard's asterisk (RFC 4034 §3.1.3).</summary>
    public int SignedLabelCount => IsWildcard ? LabelCount - 1 : LabelCount;

    /// <summary>The name without its first label; the root's is the root.</summary>
    public DomainName Parent => Ancestor(LabelCount - 1);

    /// <summary>A name of bytes that are known to be one.</summary>
    /// <param name="wire">Exactly one uncompressed name.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static DomainName FromWire(ReadOnlySpan<byte> wire) =>
        LengthOf(wire) == wire.Length ? new(wire.ToArray()) : throw new ArgumentException("not one uncompressed domain name", nameof(wire));

    /// <summary>Bytes of the uncompressed name that <paramref name="wire"/> begins with; 0 when it begins with none.</summary>
    public static int LengthOf(ReadOnlySpan<byte> wire)
    {
        var at = 0;
        while (at < wire.Length && at < MaxLength && wire[at] <= MaxLabelLength)
        {
            if (wire[at] == 0)
            {
                return at + 1;
            }

            at += wire[at] + 1;
        }

        return 0;
    }

    /// <summary>Reads a name as it stands in text (<see cref="DomainNameText"/>).</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static DomainName Parse(ReadOnlySpan<char> text) =>
        DomainNameText.TryRead(text, Root, out var name, out var error) ? name : throw new FormatException($"'{text}': {error}");

    /// <summary>The last <paramref name="labels"/> labels of the name.</summary>
    public DomainName Ancestor(int labels)
    {
        if (labels >= LabelCount)
        {
            return this;
        }

        return labels <= 0 ? Root : new(wire[OffsetOf(LabelCount - labels)..]);
    }

    /// <summary>One label's bytes; 0 is the first.</summary>
    public ReadOnlySpan<byte> Label(int index)
    {
        var at = OffsetOf(index);
        return wire.AsSpan(at + 1, wire[at]);
    }

    /// <summary>The name with a label in front; null when that is too long.</summary>
    public DomainName? Child(ReadOnlySpan<byte> label) =>
        label.Length is 0 or > MaxLabelLength || label.Length + 1 + wire.Length > MaxLength ? null : new([(byte)label.Length, .. label, .. wire]);

    /// <summary>The name with <paramref name="from"/>, at or above it, replaced by <paramref name="to"/> (RFC 6672 §2.2); null when that is too long.</summary>
    public DomainName? Substitute(DomainName from, DomainName to)
    {
        var kept = wire.AsSpan(0, wire.Length - from.wire.Length);
        return kept.Length + to.wire.Length > MaxLength ? null : new([.. kept, .. to.wire]);
    }

    /// <summary>Whether the name is <paramref name="other"/> or stands below it.</summary>
    public bool IsAtOrBelow(DomainName other) =>
        LabelCount >= other.LabelCount && AreEqual(wire.AsSpan(OffsetOf(LabelCount - other.LabelCount)), other.wire);

    /// <summary>Whether the name stands below <paramref name="other"/>.</summary>
    public bool IsBelow(DomainName other) => LabelCount > other.LabelCount && IsAtOrBelow(other);

    /// <summary>How many labels two names have in common, from the root on.</summary>
    public int CommonLabels(DomainName other)
    {
        var labels = Math.Min(LabelCount, other.LabelCount);
        while (!AreEqual(wire.AsSpan(OffsetOf(LabelCount - labels)), other.wire.AsSpan(other.OffsetOf(other.LabelCount - labels))))
        {
            labels--;
        }

        return labels;
    }

    /// <summary>The name in lower case: its canonical form (RFC 4034 §6.2).</summary>
    public DomainName ToCanonical()
    {
        if (!wire.AsSpan().ContainsAnyInRange((byte)'A', (byte)'Z'))
        {
            return this;
        }

        // A length is at most 63, and no letter is.
        var lower = new byte[wire.Length];
        for (var i = 0; i < lower.Length; i++)
        {
            lower[i] = LowerOf(wire[i]);
        }

        return new(lower);
    }

    public bool Equals(DomainName? other) =>
        ReferenceEquals(this, other) || (other is not null && hash == other.hash && AreEqual(wire, other.wire));

    public override bool Equals(object? obj) => Equals(obj as DomainName);

    public override int GetHashCode() => hash;

    /// <summary>The canonical order of names (RFC 4034 §6.1): by the last label, then the one before it, each as bytes in lower case.</summary>
    public int CompareTo(DomainName? other)
    {
        if (other is null)
        {
            return 1;
        }

        Span<byte> ours = stackalloc byte[LabelCount];
        Span<byte> theirs = stackalloc byte[other.LabelCount];
        Offsets(ours);
        other.Offsets(theirs);
        for (var i = 1; i <= Math.Min(LabelCount, other.LabelCount); i++)
        {
            var order = CompareLabels(LabelAt(ours[LabelCount - i]), other.LabelAt(theirs[other.LabelCount - i]));
            if (order != 0)
            {
                return order;
            }
        }

        return LabelCount.CompareTo(other.LabelCount);
    }

    /// <summary>As text, absolute, with what is no plain letter escaped.</summary>
    public override string ToString() => DomainNameText.Write(this);

    /// <summary>For the trace hash: equal for names that are equal.</summary>
    public ulong TraceIdentity => TraceMix.Mix((ulong)wire.Length, (uint)hash);

    /// <summary>Equal but for the case of ASCII letters.</summary>
    internal static bool AreEqual(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (a.Length != b.Length)
        {
            return false;
        }

        for (var i = 0; i < a.Length; i++)
        {
            if (a[i] != b[i] && LowerOf(a[i]) != LowerOf(b[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The same in every process, for names that are equal.</summary>
    internal static int HashOf(ReadOnlySpan<byte> wire)
    {
        var state = 2166136261u;
        foreach (var octet in wire)
        {
            state = (state ^ LowerOf(octet)) * 16777619;
        }

        return (int)state;
    }

    internal static byte LowerOf(byte octet) => (uint)(octet - 'A') <= 'Z' - 'A' ? (byte)(octet | 0x20) : octet;

    private static int CompareLabels(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            var order = LowerOf(a[i]).CompareTo(LowerOf(b[i]));
            if (order != 0)
            {
                return order;
            }
        }

        return a.Length.CompareTo(b.Length);
    }

    private int OffsetOf(int label)
    {
        var at = 0;
        for (; label > 0; label--)
        {
            at += wire[at] + 1;
        }

        return at;
    }

    private void Offsets(Span<byte> offsets)
    {
        var at = 0;
        for (var i = 0; i < LabelCount; i++)
        {
            offsets[i] = (byte)at;
            at += wire[at] + 1;
        }
    }

    private ReadOnlySpan<byte> LabelAt(int offset) => wire.AsSpan(offset + 1, wire[offset]);
}
