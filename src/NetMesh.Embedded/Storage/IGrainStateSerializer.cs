namespace NetMesh.Embedded.Storage;

/// <summary>Turns states into bytes and back, for storage providers.</summary>
public interface IGrainStateSerializer
{
    /// <exception cref="Orleans.Storage.BadProviderConfigException">A value of this type would not come back as it is.</exception>
    byte[] Serialize<T>(T value);

    /// <exception cref="Orleans.Storage.BadProviderConfigException">The bytes are not such a value.</exception>
    T Deserialize<T>(ReadOnlySpan<byte> bytes);
}
