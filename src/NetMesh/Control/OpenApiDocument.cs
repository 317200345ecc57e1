using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace NetMesh.Control;

/// <summary>
/// The control API for programs that make clients of it (OpenAPI 3.1.1): every route of the list, and of every message the schema that System.Text.Json, which
/// reads and writes them, has of it.
/// </summary>
internal static partial class OpenApiDocument
{
    private const string Json = "application/json";

    // What cannot be null here cannot be in an answer either: RespectNullableAnnotations.
    private static readonly JsonSchemaExporterOptions Exactly = new() { TreatNullObliviousAsNonNullable = true };

    public static Task WriteAsync(HttpContext context, IReadOnlyList<ApiRoute> routes)
    {
        context.Response.ContentType = Json;
        return context.Response.WriteAsync(Of(routes).ToJsonString(), context.RequestAborted);
    }

    public static JsonObject Of(IReadOnlyList<ApiRoute> routes)
    {
        var error = ControlJson.Plain.ControlError;
        var types = routes.SelectMany(route => (JsonTypeInfo?[])[route.Body, route.Answer]).OfType<JsonTypeInfo>().Append(error).DistinctBy(type => type.Type);
        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "NetMesh control API",
                ["version"] = "1",
                ["description"] = "Looks at and disturbs a running planet. On the loopback address only; what changes something must be sent as application/json.",
            },
            ["paths"] = new JsonObject(routes.GroupBy(route => route.Path).Select(path => KeyValuePair.Create(path.Key, (JsonNode?)Methods(path)))),
            ["components"] = new JsonObject
            {
                ["schemas"] = new JsonObject(types.Select(type => KeyValuePair.Create(type.Type.Name, (JsonNode?)type.GetJsonSchemaAsNode(Exactly)))),
                ["responses"] = new JsonObject { ["Refused"] = Response("Refused or failed, and why.", Content(Json, error)) },
            },
        };
    }

    private static JsonObject Methods(IEnumerable<ApiRoute> routes) =>
        new(routes.Select(route => KeyValuePair.Create(route.Method.ToLowerInvariant(), (JsonNode?)Operation(route))));

    private static JsonObject Operation(ApiRoute route)
    {
        var operation = new JsonObject
        {
            ["operationId"] = route.Method.ToLowerInvariant() + string.Concat(Word().Matches(route.Path["/api".Length..]).Select(word => char.ToUpperInvariant(word.Value[0]) + word.Value[1..])),
            ["summary"] = route.Summary,
        };
        if (Parameter().Matches(route.Path) is { Count: > 0 } parameters)
        {
            operation["parameters"] = new JsonArray([.. parameters.Select(parameter => new JsonObject
            {
                ["name"] = parameter.Groups["name"].Value,
                ["in"] = "path",
                ["required"] = true,
                ["schema"] = new JsonObject { ["type"] = "string" },
            })]);
        }

        if (route.Body is { } body)
        {
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content(Json, body) };
        }

        operation["responses"] = new JsonObject
        {
            ["200"] = Response("Done.", Content(route.MediaType, route.Answer)),
            ["default"] = new JsonObject { ["$ref"] = "#/components/responses/Refused" },
        };
        return operation;
    }

    private static JsonObject Response(string description, JsonObject content) => new() { ["description"] = description, ["content"] = content };

    private static JsonObject Content(string mediaType, JsonTypeInfo? type) => new()
    {
        [mediaType] = type is null ? new JsonObject() : new JsonObject { ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{type.Type.Name}" } },
    };

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\w+", RegexOptions.None, 1000)]
    private static partial Regex Word();
}
