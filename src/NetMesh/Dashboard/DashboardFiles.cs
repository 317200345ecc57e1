using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using NetMesh.Control;

namespace NetMesh.Dashboard;

/// <summary>
/// <c>GET /</c> and what the pages need: the files of <c>wwwroot/</c>, built into the executable so that it works from anywhere. Pages may load and call
/// nothing but this planet.
/// </summary>
internal sealed class DashboardFiles
{
    /// <summary>For who works on the pages: a folder from which they come instead, read at every request.</summary>
    public const string FolderVariable = "NETMESH_WWWROOT";

    private const string Prefix = "wwwroot/";

    // No frame of another page may hold ours: its buttons break the planet.
    private const string Policy = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".mjs"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".json"] = "application/json; charset=utf-8",
        [".map"] = "application/json; charset=utf-8",
        [".geojson"] = "application/geo+json; charset=utf-8",
        [".txt"] = "text/plain; charset=utf-8",
        [".md"] = "text/plain; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".ico"] = "image/x-icon",
        [".woff2"] = "font/woff2",
    };

    private readonly Dictionary<string, Lazy<Page>> built = new(StringComparer.Ordinal);
    private readonly string? folder;

    /// <param name="folder">See <see cref="FolderVariable"/>; null: the files that were built in.</param>
    public DashboardFiles(string? folder = null)
    {
        this.folder = folder is { Length: > 0 } ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) : null;
        var assembly = typeof(DashboardFiles).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            built.Add(name[Prefix.Length..].Replace('\\', '/'), new Lazy<Page>(() => Page.Of(name, Read(assembly, name))));
        }
    }

    /// <summary>Answers a request that no route of the control API takes.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (!isRead || await FindAsync(context.Request.Path, context.RequestAborted) is not { } page)
        {
            await Errors.WriteAsync(context, StatusCodes.Status404NotFound, $"there is nothing at {context.Request.Path}");
            return;
        }

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ETag = page.Tag;

        // Kept, but asked about each time: the next netmesh at this port may be another one.
        headers.CacheControl = "no-cache";
        if (EntityTagHeaderValue.TryParseList(context.Request.Headers.IfNoneMatch, out var known)
            && known.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(EntityTagHeaderValue.Parse(page.Tag), useStrongComparison: false)))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = page.Type;
        context.Response.ContentLength = page.Content.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(page.Content, context.RequestAborted);
        }
    }

    private async Task<Page?> FindAsync(PathString path, CancellationToken cancelled)
    {
        var name = path.Value!.TrimStart('/') is { Length: > 0 } given ? given : "index.html";
        if (folder is null)
        {
            return built.TryGetValue(name, out var page) ? page.Value : null;
        }

        var file = Path.GetFullPath(Path.Combine(folder, name));
        return file.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(file)
            ? Page.Of(name, await File.ReadAllBytesAsync(file, cancelled))
            : null;
    }

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private sealed record Page(byte[] Content, string Type, string Tag)
    {
        public static Page Of(string name, byte[] content) => new(
            content,
            Types.GetValueOrDefault(Path.GetExtension(name), "application/octet-stream"),
            $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12))}\"");
    }
}
