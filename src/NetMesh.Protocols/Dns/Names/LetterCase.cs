using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Names;

/// <summary>The case of a name's letters, which servers repeat and whoever answers blindly does not know (draft-vixie-dnsext-dns0x20).</summary>
public static class LetterCase
{
    /// <summary>The same name with the case of each letter drawn by lot.</summary>
    /// <param name="coin">Tossed for each letter: whether its case is the other one.</param>
    public static DomainName Draw(DomainName name, Func<bool> coin)
    {
        var wire = name.Wire.ToArray();
        for (var at = 0; wire[at] != 0; at += wire[at] + 1)
        {
            foreach (ref var octet in wire.AsSpan(at + 1, wire[at]))
            {
                if (octet is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') && coin())
                {
                    octet ^= 0x20;
                }
            }
        }

        return DomainName.FromWire(wire);
    }

    /// <summary>A record in which names end like one name where they ended, letter by letter, like the other.</summary>
    /// <param name="before">The name as it was spelled.</param>
    /// <param name="after">The same name in letters of another case.</param>
    public static ResourceRecord Spell(ResourceRecord record, DomainName before, DomainName after)
    {
        var owner = record.Owner.Wire.ToArray();
        var data = record.Data.Wire.ToArray();
        var isOwner = Spell(owner, before, after);
        var (at, isData) = (0, false);
        foreach (var kind in record.Data.Layout)
        {
            var length = RecordLayout.LengthOf(kind, data.AsSpan(at));

            // Where case counts, names are not compressed, and their signatures are of them as they are.
            isData |= kind is FieldKind.Name or FieldKind.PlainName && Spell(data.AsSpan(at, length), before, after);
            at += length;
        }

        return !isOwner && !isData ? record
            : record with { Owner = isOwner ? DomainName.FromWire(owner) : record.Owner, Data = isData ? RecordData.TryMake(record.Type, data)! : record.Data };
    }

    // The longest end that both have.
    private static bool Spell(Span<byte> name, DomainName before, DomainName after)
    {
        for (var at = 0; name[at] != 0; at += name[at] + 1)
        {
            var end = name[at..];
            if (end.Length <= before.Wire.Length && end.SequenceEqual(before.Wire[^end.Length..]))
            {
                after.Wire[^end.Length..].CopyTo(end);
                return !end.SequenceEqual(before.Wire[^end.Length..]);
            }
        }

        return false;
    }
}
