using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Orleans.Storage;

namespace NetMesh.Embedded.Storage;

/// <summary>A state as it lies in a file: a line that says whose it is, with a hash of the rest, then the state.</summary>
/// <param name="Etag">The count of writes and the hash of the body.</param>
/// <param name="Body">The serialized state.</param>
/// <param name="Bytes">The whole file.</param>
internal sealed record StateRecord(string Etag, ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte> Bytes)
{
    private const string Magic = "netmesh-state-1";

    /// <summary>A record that follows the one with this version.</summary>
    public static StateRecord Make(string stateName, GrainId grainId, string? before, byte[] body)
    {
        // Counted, because a state written twice with the same content is two versions: who read the first has not seen the second.
        var version = before is null ? 1 : long.Parse(before.AsSpan(0, before.IndexOf('-')), CultureInfo.InvariantCulture) + 1;
        var etag = string.Create(CultureInfo.InvariantCulture, $"{version}-{Hash(body)}");
        var header = Encoding.UTF8.GetBytes($"{Magic} {etag} {Owner(stateName, grainId)}\n");
        byte[] bytes = [.. header, .. body];
        return new StateRecord(etag, bytes.AsMemory(header.Length), bytes);
    }

    /// <exception cref="BadProviderConfigException">The file is damaged, or another grain's.</exception>
    public static StateRecord Read(byte[] bytes, string stateName, GrainId grainId, string path)
    {
        var end = bytes.AsSpan().IndexOf((byte)'\n');
        var words = end < 0 ? [] : Encoding.UTF8.GetString(bytes, 0, end).Split(' ');
        if (words.Length != 4 || words[0] != Magic)
        {
            throw new BadProviderConfigException($"{path} is no stored state");
        }

        if ($"{words[2]} {words[3]}" != Owner(stateName, grainId))
        {
            throw new BadProviderConfigException($"{path} belongs to {words[2]} {words[3]}, not to {Owner(stateName, grainId)}");
        }

        var body = bytes.AsMemory(end + 1);
        return words[1].EndsWith('-' + Hash(body.Span), StringComparison.Ordinal)
            ? new StateRecord(words[1], body, bytes)
            : throw new BadProviderConfigException($"{path} is damaged: its content does not match its hash");
    }

    private static string Hash(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16));

    private static string Owner(string stateName, GrainId grainId) =>
        $"{FileNames.Escape(grainId.Type.ToString())} {FileNames.Whole(grainId, stateName)}";
}
