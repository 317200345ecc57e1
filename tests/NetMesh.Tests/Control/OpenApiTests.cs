using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NetMesh.Control;
using NetMesh.Planets;

namespace NetMesh.Tests.Control;

public sealed class OpenApiTests
{
    // No route is called, so it need not run.
    private static readonly RunningPlanet Planet = (RunningPlanet)RuntimeHelpers.GetUninitializedObject(typeof(RunningPlanet));

    private static readonly IReadOnlyList<ApiRoute> Routes = ApiRoutes.Of(Planet);

    private static readonly JsonObject Document = OpenApiDocument.Of(Routes);

    [Fact]
    public void The_document_holds_every_route_under_api_that_is_mapped_and_no_other()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        ControlServer.Map(app, Planet, null!);
        var mapped = from source in ((IEndpointRouteBuilder)app).DataSources
                     from endpoint in source.Endpoints.OfType<RouteEndpoint>()
                     where endpoint.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal)
                     from method in endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
                     select $"{method} {endpoint.RoutePattern.RawText}";
        var described = from path in Document["paths"]!.AsObject()
                        from method in path.Value!.AsObject()
                        select $"{method.Key.ToUpperInvariant()} {path.Key}";
        Assert.Contains("POST /api/faults/partition", described);
        Assert.Equal(mapped.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_message_has_the_schema_that_its_serializer_has_of_it()
    {
        var exactly = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true };
        var types = Routes.SelectMany(route => (JsonTypeInfo?[])[route.Body, route.Answer]).OfType<JsonTypeInfo>().Append(ControlJson.Plain.ControlError);
        Assert.All(types, type => Assert.True(
            JsonNode.DeepEquals(type.GetJsonSchemaAsNode(exactly), Document["components"]!["schemas"]![type.Type.Name]), $"{type.Type.Name} differs"));
    }

    [Fact]
    public void Every_reference_leads_somewhere_and_every_operation_has_a_name_of_its_own()
    {
        var operations = Document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(method => (string)method.Value!["operationId"]!).ToList();
        Assert.Equal(operations.Count, operations.Distinct().Count());
        Assert.Contains("postHostsNameKill", operations);
        Assert.All(References(Document), reference => Assert.NotNull(reference[2..].Split('/').Aggregate((JsonNode?)Document, (node, step) => node?[step])));
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } only when only["$ref"] is { } reference => [(string)reference!],
        JsonObject named => named.SelectMany(property => References(property.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
