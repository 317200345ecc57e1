using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NetMesh.Labs.Moments;

/// <summary>The one form in which moments are sent and kept. Generated at build time.</summary>
[JsonSerializable(typeof(SwarmStart))]
[JsonSerializable(typeof(SwarmMoment))]
internal sealed partial class MomentJson : JsonSerializerContext
{
    /// <summary>As the control API writes: what is unknown is left out, and an ampersand in a title stays one.</summary>
    public static MomentJson Plain { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
