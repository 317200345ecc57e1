using System.Text.Json;
using System.Text.Json.Serialization;
using NetMesh.Grains.States;
using Orleans.Storage;

namespace NetMesh.Grains.Silos;

/// <summary>The grains' states as JSON (System.Text.Json), readable by people: the same form in which the embedded host keeps them.</summary>
public sealed class JsonStorageSerializer : IGrainStorageSerializer
{
    private readonly JsonSerializerOptions options = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public JsonStorageSerializer()
    {
        options.Converters.Add(new JsonStringEnumConverter());
        foreach (var converter in StateConverters.All())
        {
            options.Converters.Add(converter);
        }

        options.MakeReadOnly(populateMissingResolver: true);
    }

    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, options));

    public T Deserialize<T>(BinaryData input) =>
        JsonSerializer.Deserialize<T>(input.ToMemory().Span, options) ?? throw new JsonException($"the stored state of type {typeof(T)} is null");
}
