using Microsoft.AspNetCore.Http;

namespace NetMesh.Control;

/// <summary>Ends a request: what was asked for cannot be, and one line says why.</summary>
internal sealed class Refused(int status, string line) : Exception(line)
{
    public int Status { get; } = status;
}

/// <summary>How the control API says no.</summary>
internal static class Errors
{
    public static Task WriteAsync(HttpContext context, int status, string error)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new ControlError(error), ControlJson.Plain.ControlError);
    }

    /// <summary>Runs a request; what it throws becomes an answer instead of a closed connection.</summary>
    public static async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Refused refused) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, refused.Status, refused.Message);
        }
        catch (Exception e) when (!context.Response.HasStarted && e is TimeoutException or OrleansException)
        {
            // A silo was lost, and it takes seconds until its programs are back on another one.
            await WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "what was asked for cannot be reached now: its silo was lost, perhaps; try again in some seconds");
        }
        catch (Exception e) when (!context.Response.HasStarted && e is not OperationCanceledException)
        {
            await WriteAsync(context, StatusCodes.Status500InternalServerError, e.Message.ReplaceLineEndings(" "));
        }
    }
}
