using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Storage;

namespace NetMesh.Embedded.Storage;

/// <summary>
/// States as JSON (System.Text.Json), readable by people. Converters teach it types that JSON does not know by itself.
/// </summary>
/// <remarks>
/// System.Text.Json silently loses what a type holds outside of public properties: private fields, public fields, read-only properties that no
/// constructor parameter fills, the subclass behind a base class. So before it has written a type for the first time, <see cref="StateTypeCheck"/>
/// looks at the type; and every value written is read back and written again, which must give the same bytes.
/// </remarks>
public sealed class JsonStateSerializer : IGrainStateSerializer
{
    private readonly JsonSerializerOptions options;
    private readonly ConcurrentDictionary<Type, bool> checkedTypes = new();

    /// <param name="converters">For types with a form of their own: addresses, hashes, protocol messages.</param>
    public JsonStateSerializer(params IEnumerable<JsonConverter> converters)
    {
        options = new JsonSerializerOptions
        {
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        };
        options.Converters.Add(new JsonStringEnumConverter());
        foreach (var converter in converters)
        {
            options.Converters.Add(converter);
        }

        options.MakeReadOnly(populateMissingResolver: true);
    }

    public byte[] Serialize<T>(T value)
    {
        if (!checkedTypes.ContainsKey(typeof(T)))
        {
            StateTypeCheck.Run(typeof(T), options);
            checkedTypes[typeof(T)] = true;
        }

        try
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(value, options);
            var again = JsonSerializer.SerializeToUtf8Bytes(JsonSerializer.Deserialize<T>(bytes, options), options);
            return bytes.AsSpan().SequenceEqual(again)
                ? bytes
                : throw new BadProviderConfigException($"a state of type {typeof(T)} would not come back from storage as it was: give the serializer a JsonConverter");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new BadProviderConfigException($"a state of type {typeof(T)} cannot be stored as JSON: {error.Message}", error);
        }
    }

    public T Deserialize<T>(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, options)
                ?? throw new BadProviderConfigException($"the stored state of type {typeof(T)} is null");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new BadProviderConfigException($"the stored state is no {typeof(T)}: {error.Message}", error);
        }
    }
}
