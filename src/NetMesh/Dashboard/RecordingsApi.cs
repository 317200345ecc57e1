using Microsoft.AspNetCore.Http;
using NetMesh.Control;

namespace NetMesh.Dashboard;

/// <summary><c>/api/recordings</c>: recorded runs of labs that lie in the planet's data folder.</summary>
/// <param name="folder">Where; it need not exist.</param>
internal sealed class RecordingsApi(string folder)
{
    public const string MediaType = "application/x-ndjson";

    private const string Extension = ".ndjson";

    public Task ListAsync(HttpContext context) => context.Response.WriteAsJsonAsync(
        new RecordingListing([.. Files().Select(file => new RecordingView(file.Name, file.Length))]), ControlJson.Plain.RecordingListing);

    public async Task ShowAsync(HttpContext context)
    {
        // Only what is listed is served: a name is compared, and never made a path of.
        var name = (string)context.Request.RouteValues["name"]!;
        if (Files().FirstOrDefault(file => file.Name == name) is not { } recording)
        {
            await Errors.WriteAsync(context, StatusCodes.Status404NotFound, $"there is no recording '{name}' in {folder}");
            return;
        }

        context.Response.ContentType = MediaType;
        await using var content = recording.OpenRead();
        context.Response.ContentLength = content.Length;
        await content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private IEnumerable<FileInfo> Files() => Directory.Exists(folder)
        ? new DirectoryInfo(folder).EnumerateFiles("*" + Extension).OrderBy(file => file.Name, StringComparer.Ordinal)
        : [];
}
