using System.Buffers;
using Microsoft.AspNetCore.Http;
using NetMesh.Gateways.Transport;
using NetMesh.Protocols.BitTorrent.Trackers.Http;

namespace NetMesh.Gateways.BitTorrent;

/// <summary>
/// Where announces and scrapes enter over HTTP (BEP 3, 23, 48). Whatever is wrong with one is told as the protocol tells it, a bencoded
/// <c>failure reason</c> under status 200, because clients show nothing else to their users.
/// </summary>
public sealed class TrackerHttpGateway(TrackerGateway trackers, RoundTrips trips)
{
    public const string Protocol = "tracker-http";

    /// <summary>Answers one request.</summary>
    public async Task RunAsync(HttpContext context)
    {
        var connection = context.Features.Get<EnteredConnection>()!;
        if (!await trips.SetUpAsync(connection, context.Abort))
        {
            return;
        }

        var isScrape = context.Request.Path == "/scrape";
        if (!isScrape && context.Request.Path != "/announce")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        var query = context.Request.QueryString.Value ?? "";
        connection.Traffic.Received(query.Length);
        var body = new ArrayBufferWriter<byte>(512);
        try
        {
            await (isScrape ? ScrapeAsync(query, connection, body) : AnnounceAsync(query, connection, body));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The tracker's silo died, or it did not answer in time.
            connection.Traffic.Refused(RefusalReasons.Failed);
            body.ResetWrittenCount();
            HttpTrackerWriter.WriteFailure("the tracker is not available, try again", body);
        }

        context.Response.ContentType = "text/plain";
        context.Response.ContentLength = body.WrittenCount;
        connection.Traffic.Sent(body.WrittenCount);
        await context.Response.BodyWriter.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    private async Task AnnounceAsync(string query, EnteredConnection connection, ArrayBufferWriter<byte> body)
    {
        var read = HttpTrackerReader.ReadAnnounce(query, connection.Client.Address);
        if (read.IsComplete)
        {
            var answer = await trackers.AnswerAsync(connection.Client, connection.Called, read.Value.Announce, connection.Traffic);
            if (answer.Failure is not null)
            {
                connection.Traffic.Refused(RefusalReasons.Tracker);
            }

            HttpTrackerWriter.WriteAnnounce(answer, read.Value.Compact, body);
        }
        else
        {
            Refuse(connection, read.Error, body);
        }
    }

    private async Task ScrapeAsync(string query, EnteredConnection connection, ArrayBufferWriter<byte> body)
    {
        var read = HttpTrackerReader.ReadScrape(query);
        if (read.IsComplete)
        {
            HttpTrackerWriter.WriteScrape(await trackers.AnswerAsync(connection.Client, connection.Called, read.Value, connection.Traffic), body);
        }
        else
        {
            Refuse(connection, read.Error, body);
        }
    }

    private static void Refuse(EnteredConnection connection, Protocols.ProtocolError? error, ArrayBufferWriter<byte> body)
    {
        connection.Traffic.Refused(RefusalReasons.Garbage);
        HttpTrackerWriter.WriteFailure(error is null ? "unreadable request" : $"{error.What}; expected {error.Expected}", body);
    }
}
