using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace NetMesh.Control;

/// <summary>What a request says.</summary>
internal static class Body
{
    /// <param name="context">The request.</param>
    /// <param name="type">What it should say.</param>
    /// <param name="example">The same, for people.</param>
    /// <exception cref="Refused">It says something else.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, string example)
        where T : class
    {
        try
        {
            return await context.Request.ReadFromJsonAsync(type, context.RequestAborted) ?? throw Wrong("is empty");
        }
        catch (JsonException e)
        {
            throw Wrong(e.Path is { Length: > 1 } path ? $"makes no sense at {path}" : "is not as it should be");
        }
        catch (InvalidOperationException)
        {
            throw new Refused(StatusCodes.Status415UnsupportedMediaType, $"the request's Content-Type is {context.Request.ContentType}; expected application/json in UTF-8");
        }

        Refused Wrong(string why) => new(StatusCodes.Status400BadRequest, $"the request {why}; expected, for example, {example}");
    }
}
