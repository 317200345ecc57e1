using System.Diagnostics.CodeAnalysis;
using System.Text;
using NetMesh.Protocols.Bencode;

namespace NetMesh.Protocols.BitTorrent.Torrents;

/// <summary>
/// One component of a path that a stranger chose. It must name something inside the folder it is put into, on any system: no <c>..</c>, no
/// separator of either kind, no drive, nothing a file system refuses or cuts off.
/// </summary>
public static class PathComponent
{
    /// <summary>Bytes; what Linux and Windows file systems take.</summary>
    public const int MaxLength = 255;

    /// <summary>Components of one path.</summary>
    public const int MaxDepth = 64;

    /// <summary>Why this is no component; null when it is one.</summary>
    public static string? Fault(string component)
    {
        if (component is "" or "." or "..")
        {
            return "an empty, '.' or '..' component";
        }

        if (component.AsSpan().IndexOfAny('/', '\\') >= 0)
        {
            return "a separator inside a component";
        }

        if (component.AsSpan().ContainsAnyInRange('\0', '\u001f'))
        {
            return "a control character";
        }

        if (component is [(>= 'a' and <= 'z') or (>= 'A' and <= 'Z'), ':', ..])
        {
            return "a drive letter";
        }

        return Encoding.UTF8.GetByteCount(component) > MaxLength ? $"a component of more than {MaxLength} bytes" : null;
    }

    internal static bool TryRead(BencodeValue value, [NotNullWhen(true)] out string? component, out string? fault)
    {
        fault = value.TryGetText(out component) ? Fault(component) : "a component that is no UTF-8 string";
        return fault is null;
    }
}
