namespace NetMesh.Protocols.Tests.Fuzzing;

/// <summary>Damages bytes as bad memory, bad programs and bad people do. The same seed does the same damage.</summary>
public sealed class ByteMutator(int seed)
{
    private static readonly byte[][] Telling = [[0xff, 0xff, 0xff, 0xff], [0x7f, 0xff, 0xff, 0xff], [0x80, 0, 0, 0], [0, 0, 0, 0], "-1"u8.ToArray(), "99999999999999999999"u8.ToArray(), "%"u8.ToArray()];

    private readonly Random random = new(seed);

    /// <summary>A copy with one to four damages.</summary>
    public byte[] Mutate(byte[] good)
    {
        var bytes = new List<byte>(good);
        for (var damages = random.Next(1, 5); damages > 0; damages--)
        {
            Damage(bytes);
        }

        return [.. bytes];
    }

    private void Damage(List<byte> bytes)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)random.Next(256));
            return;
        }

        var at = random.Next(bytes.Count);
        var length = Math.Min(bytes.Count - at, 1 + random.Next(16));
        switch (random.Next(7))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.Insert(at, (byte)random.Next(256));
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5:
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                break;
            default:
                var telling = Telling[random.Next(Telling.Length)];
                bytes.RemoveRange(at, Math.Min(telling.Length, bytes.Count - at));
                bytes.InsertRange(at, telling);
                break;
        }
    }
}
