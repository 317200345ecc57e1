using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NetMesh.Embedded.Storage;

/// <summary>File names made of any text, without collisions: keys come from outside and may hold slashes, dots or anything else.</summary>
internal static class FileNames
{
    /// <summary>Longest name; file systems allow 255 bytes, and an ending is added.</summary>
    private const int Longest = 150;

    /// <summary>The name of a grain's state, at most 150 characters; a longer one has a hash in place of its end.</summary>
    public static string Of(GrainId grainId, string stateName)
    {
        var name = Whole(grainId, stateName);
        if (name.Length <= Longest)
        {
            return name;
        }

        // '~' occurs in no other name, so that a shortened name equals no whole one.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        return $"{name[..(Longest - hash.Length - 1)]}~{hash}";
    }

    /// <summary>The same, however long.</summary>
    public static string Whole(GrainId grainId, string stateName) => $"{Escape(grainId.Key.ToString())}@{Escape(stateName)}";

    /// <summary>
    /// Lower-case letters, digits, dash and inner dots stay; every other byte becomes %XX, upper-case letters too, because some file systems do not tell
    /// them from lower-case ones.
    /// </summary>
    public static string Escape(string text)
    {
        var name = new StringBuilder(text.Length + 8);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            var character = (char)octet;
            if (char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '-' || (character == '.' && name.Length > 0))
            {
                name.Append(character);
            }
            else
            {
                name.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
            }
        }

        return name.ToString();
    }
}
