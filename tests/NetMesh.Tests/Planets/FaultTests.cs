using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NetMesh.Interop.Tests;
using NetMesh.Tests.Commands;

namespace NetMesh.Tests.Planets;

/// <summary>A planet that is broken and healed, by command and over the control API, and kept from those who may not.</summary>
public sealed class FaultTests(PlanetTests.OnePlanet one) : IClassFixture<PlanetTests.OnePlanet>
{
    private const string Nothing = """{"hostsDown":[],"partitions":[],"isolated":[],"degraded":[],"links":[]}""";

    private const string Unfelt = "only datagrams are lost: streams of this world do not feel it, because its transport is ideal; with 'transport: tcp' they would";

    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    private RunningPlanet Planet => one.Planet;

    [Fact]
    public async Task Everything_that_can_be_broken_is_listed_and_heals_by_itself_or_with_all()
    {
        await AssertAsync("partition", """{"a":"us-east","b":"eu-west"}""", "partitions", """[{"a":"eu-west","b":"us-east"}]""");
        await AssertAsync("isolate", """{"region":"sa-east"}""", "isolated", """["sa-east"]""");
        await AssertAsync("degrade", """{"a":"us-east","b":"us-west","latencyFactor":3}""", "degraded", """[{"a":"us-east","b":"us-west","latencyFactor":3,"extraLoss":0}]""");
        await AssertAsync("loss", """{"a":"us-west","b":"us-east","extraLoss":0.05}""", "degraded", """[{"a":"us-east","b":"us-west","latencyFactor":3,"extraLoss":0.05}]""");
        await AssertAsync("link", """{"host":"127.16.1.1","rateFactor":0.1}""", "links", """[{"host":"office-1.us-east","rateFactor":0.1}]""");
        var (status, listing) = await PostAsync("/api/hosts/Office-2.us-east/kill", "{}");
        Assert.Equal((200, """["office-2.us-east"]"""), (status, listing["hostsDown"]!.ToJsonString()));

        await AssertAsync("heal", """{"a":"us-east","b":"us-west"}""", "degraded", "[]");
        await AssertAsync("heal", """{"region":"sa-east"}""", "isolated", "[]");
        await AssertAsync("heal", """{"host":"office-1.us-east"}""", "links", "[]");
        Assert.NotEqual(Nothing, await Http.GetStringAsync(new Uri(Planet.Control, "api/faults")));
        await AssertAsync("heal", "{}", "hostsDown", "[]");
        Assert.Equal(Nothing, await Http.GetStringAsync(new Uri(Planet.Control, "api/faults")));

        async Task AssertAsync(string fault, string request, string part, string expected)
        {
            var (status, listing) = await PostAsync($"/api/faults/{fault}", request);
            Assert.Equal((200, expected), (status, listing[part]?.ToJsonString()));
        }
    }

    [Theory]
    [InlineData(404, "there is no region 'us-eats' on this planet; expected 'us-east', perhaps", "/api/faults/partition", """{"a":"eu-west","b":"us-eats"}""")]
    [InlineData(404, "there is no region 'mars' on this planet; expected one of us-east, ", "/api/faults/isolate", """{"region":"mars"}""")]
    [InlineData(404, "there is no host 'office-1.us-eats' on this planet; expected 'office-1.us-east', perhaps", "/api/hosts/office-1.us-eats/kill", "{}")]
    [InlineData(404, "there is no host '127.16.250.250'", "/api/hosts/127.16.250.250/start", "{}")]
    [InlineData(404, "there is no host 'nobody' on this planet; netmesh hosts lists them", "/api/faults/link", """{"host":"nobody","rateFactor":0.5}""")]
    [InlineData(400, "extraLoss is 1.5; expected a number from 0 to 1", "/api/faults/loss", """{"a":"us-east","b":"us-west","extraLoss":1.5}""")]
    [InlineData(400, "latencyFactor is 0; expected", "/api/faults/degrade", """{"a":"us-east","b":"us-west","latencyFactor":0}""")]
    [InlineData(400, "latencyFactor is 1E+300; expected", "/api/faults/degrade", """{"a":"us-east","b":"us-west","latencyFactor":1e300}""")]
    [InlineData(400, "rateFactor is 0; expected", "/api/faults/link", """{"host":"tracker","rateFactor":0}""")]
    [InlineData(400, "the request is not as it should be; expected, for example, {\"a\"", "/api/faults/partition", """{"a":"us-east"}""")]
    [InlineData(400, "the request makes no sense at $.a; expected, for example, {\"a\"", "/api/faults/partition", """{"a":null,"b":"us-east"}""")]
    [InlineData(400, "the request makes no sense at $.latencyFactor", "/api/faults/degrade", """{"a":"us-east","b":"us-west","latencyFactor":"3x"}""")]
    [InlineData(400, "it is not clear what to heal", "/api/faults/heal", """{"a":"us-east"}""")]
    public async Task What_cannot_be_is_refused_and_changes_nothing(int expected, string message, string path, string request)
    {
        var (status, answer) = await PostAsync(path, request);
        Assert.Equal(expected, status);
        Assert.Contains(message, (string)answer["error"]!, StringComparison.Ordinal);
        Assert.Equal(Nothing, await Http.GetStringAsync(new Uri(Planet.Control, "api/faults")));
    }

    [Fact]
    public async Task A_killed_host_is_shown_as_down_until_it_is_started()
    {
        await SaysAsync("office-3.eu-west is down; netmesh start office-3.eu-west brings it back\n", "kill", "127.17.1.3");
        Assert.Contains("netmesh start office-3.eu-west", (await Planet.AskAsync("host", "office-3.eu-west")).Output, StringComparison.Ordinal);
        var down = JsonNode.Parse((await Planet.AskAsync("hosts", "--down", "--json")).Output)!["hosts"]!.AsArray();
        Assert.Equal("office-3.eu-west", (string)Assert.Single(down)!["name"]!);
        await SaysAsync("office-3.eu-west is up again\ntracker was not down\n", "start", "office-3.eu-west", "tracker");
        await SaysAsync("nothing is broken\n", "fault", "list");
    }

    [Fact]
    public async Task Commands_say_what_they_have_broken_and_the_list_says_what_heals_it()
    {
        await SaysAsync("us-east and eu-west are cut off from each other; netmesh fault heal us-east eu-west ends it\n", "fault", "partition", "us-east", "eu-west");
        await SaysAsync("what is sent between us-east and us-west takes 3 times as long as usual; netmesh fault heal us-east us-west ends it\n", "fault", "degrade", "us-east", "us-west", "--latency", "3x");
        await SaysAsync("what is sent within us-east loses 5 % more of its datagrams; netmesh fault heal us-east us-east ends it\n" + Unfelt + "\n", "fault", "loss", "us-east", "us-east", "5%");
        await SaysAsync("the link of tracker runs at 10 % of its rate; netmesh fault heal tracker ends it\n", "fault", "link", "tracker", "10%");
        var json = JsonNode.Parse((await Planet.AskAsync("fault", "isolate", "sa-east", "--json")).Output)!;
        Assert.Equal(Unfelt, (string)json["note"]!);
        Assert.Equal((1, 2, "sa-east"), (json["partitions"]!.AsArray().Count, json["degraded"]!.AsArray().Count, (string)json["isolated"]![0]!));

        var list = (await Planet.AskAsync("fault", "list")).Output;
        Assert.EndsWith(Unfelt + "\n", list, StringComparison.Ordinal);
        Assert.All(
            (string[])["heal eu-west us-east ", "heal us-east us-west ", "heal us-east us-east ", "heal sa-east ", "heal tracker "],
            healing => Assert.Contains($" netmesh fault {healing}", list, StringComparison.Ordinal));
        Assert.DoesNotContain(" us-east ", (await Planet.AskAsync("fault", "heal", "us-east")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("tracker", (await Planet.AskAsync("fault", "heal", "tracker")).Output, StringComparison.Ordinal);
        await SaysAsync("nothing is broken\n", "fault", "heal", "--all");
    }

    [Theory]
    [InlineData("there is no host 'office-1.us-eats' on this planet; expected 'office-1.us-east', perhaps", "kill", "office-2.us-east", "office-1.us-eats")]
    [InlineData("there is no region 'us-eats' on this planet; expected 'us-east', perhaps", "fault", "partition", "us-eats", "eu-west")]
    [InlineData("there is no region or host 'us-eats' on this planet; expected 'us-east', perhaps", "fault", "heal", "us-eats")]
    public async Task A_mistyped_name_is_one_line_with_the_nearest_one_and_code_2_and_nothing_happens(string message, params string[] arguments)
    {
        var run = await Planet.AskAsync(arguments);
        Assert.Equal((2, $"netmesh: {message}\n", ""), (run.ExitCode, run.Error, run.Output));
        Assert.Equal(Nothing, await Http.GetStringAsync(new Uri(Planet.Control, "api/faults")));
    }

    [Fact]
    public async Task Pages_of_other_origins_and_names_that_are_not_ours_reach_nothing_of_the_api()
    {
        var document = JsonNode.Parse(await Http.GetStringAsync(new Uri(Planet.Control, "api/openapi.json")))!;
        foreach (var (path, methods) in document["paths"]!.AsObject())
        {
            foreach (var (method, _) in methods!.AsObject())
            {
                var line = $"{method.ToUpperInvariant()} {path.Replace("{name}", "tracker", StringComparison.Ordinal)} HTTP/1.1\r\n";
                var rest = $"Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}";
                var own = $"Host: 127.0.0.1:{Planet.ControlPort}\r\n";
                Assert.Equal(403, await RawAsync($"{line}Host: evil.example:{Planet.ControlPort}\r\n{rest}"));
                Assert.Equal(403, await RawAsync($"{line}Host: 127.0.0.1:1\r\n{rest}"));
                Assert.Equal(403, await RawAsync($"{line}{own}Origin: http://evil.example\r\n{rest}"));
                Assert.Equal(403, await RawAsync($"{line}{own}Origin: null\r\n{rest}"));
                Assert.Equal(400, await RawAsync($"{line}{rest}"));
                Assert.Equal(400, await RawAsync($"{line}{own}Host: evil.example\r\n{rest}"));
                if (method == "post")
                {
                    Assert.Equal(403, await RawAsync($"{line}{own}{rest.Replace("application/json", "text/plain", StringComparison.Ordinal)}"));
                    Assert.Equal(403, await RawAsync($"{line.Replace("POST", "OPTIONS", StringComparison.Ordinal)}{own}Origin: http://evil.example\r\nAccess-Control-Request-Method: POST\r\n{rest}"));
                }
            }
        }

        Assert.Equal(Nothing, await Http.GetStringAsync(new Uri(Planet.Control, "api/faults")));
    }

    [Fact]
    public async Task Answers_are_what_the_document_says_of_them()
    {
        var document = JsonNode.Parse(await Http.GetStringAsync(new Uri(Planet.Control, "api/openapi.json")))!;
        Assert.StartsWith("3.1.", (string)document["openapi"]!, StringComparison.Ordinal);
        var compared = 0;
        foreach (var (path, methods) in document["paths"]!.AsObject())
        {
            var content = methods!["get"]?["responses"]!["200"]!["content"]?["application/json"];
            if (content?["schema"]?["$ref"] is not { } reference)
            {
                continue;
            }

            using var answer = await Http.GetAsync(new Uri(Planet.Control, path.Replace("{name}", "office-1.us-east", StringComparison.Ordinal)));
            if (answer.IsSuccessStatusCode)
            {
                compared++;
                var schema = document["components"]!["schemas"]![((string)reference!).Split('/')[^1]]!;
                Fits(JsonNode.Parse(await answer.Content.ReadAsStringAsync()), schema, path);
            }
        }

        Assert.True(compared >= 4, $"only {compared} answers could be compared");
    }

    // As much of JSON Schema as the exporter uses.
    private static void Fits(JsonNode? value, JsonNode schema, string where)
    {
        var types = schema["type"] is JsonArray several ? [.. several.Select(type => (string)type!)] : schema["type"] is { } single ? [(string)single!] : (string[])[];
        var kind = value?.GetValueKind() switch
        {
            null or JsonValueKind.Null => "null",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Number => value.AsValue().TryGetValue<long>(out _) && types.Contains("integer") ? "integer" : "number",
            var other => other.Value.ToString().ToLowerInvariant(),
        };
        Assert.True(types.Length == 0 || types.Contains(kind), $"{where} is {kind}, not {string.Join(" or ", types)}");
        if (value is JsonObject named)
        {
            Assert.All(named, property => Assert.True(schema["properties"]?[property.Key] is not null, $"{where}.{property.Key} is not described"));
            Assert.All(schema["required"]?.AsArray() ?? [], name => Assert.True(named.ContainsKey((string)name!), $"{where}.{name} is missing"));
            foreach (var (name, property) in named)
            {
                Fits(property, schema["properties"]![name]!, $"{where}.{name}");
            }
        }
        else if (value is JsonArray items)
        {
            foreach (var item in items)
            {
                Fits(item, schema["items"]!, $"{where}[]");
            }
        }
    }

    private async Task SaysAsync(string expected, params string[] arguments)
    {
        var run = await Planet.AskAsync(arguments);
        Assert.Equal((0, expected, ""), (run.ExitCode, run.Output, run.Error));
    }

    private async Task<(int Status, JsonNode Answer)> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json"));
        using var answer = await Http.PostAsync(new Uri(Planet.Control, path), content);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    // An HTTP client would mend, or refuse to send, what is wrong with these.
    private async Task<int> RawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Planet.ControlPort);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var answer = new StreamReader(client.GetStream(), Encoding.ASCII);
        var status = await answer.ReadLineAsync();
        return int.Parse(status!.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
