using System.Text;

namespace NetMesh.Labs.Worlds.Yaml;

/// <summary>Reads the text of a file that a user wrote, within limits. Whatever is wrong with it is noted, never thrown.</summary>
internal static class YamlFile
{
    /// <summary>The text, or null with an error noted at the first line.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it holds, e.g. <c>world</c>, for messages.</param>
    /// <param name="errors">Where errors go.</param>
    public static string? ReadText(string path, string kind, ErrorList errors)
    {
        try
        {
            // A character is at least a byte: a longer file need not be loaded to be refused.
            var info = new FileInfo(path);
            if (info is { Exists: true, Length: <= YamlTree.MaxCharacters })
            {
                return File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
            }

            var what = info.Exists ? $"the file has {info.Length:N0} bytes" : Directory.Exists(path) ? "this is a folder" : "there is no such file";
            errors.Add(new Place(1, 1), what, info.Exists ? $"at most {YamlTree.MaxCharacters:N0}" : $"the path of a {kind} file");
        }
        catch (DecoderFallbackException)
        {
            errors.Add(new Place(1, 1), "the file holds bytes that are not UTF-8", "text in UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(new Place(1, 1), $"the file cannot be read ({e.Message.TrimEnd('.')})", $"a readable {kind} file");
        }

        return null;
    }
}
