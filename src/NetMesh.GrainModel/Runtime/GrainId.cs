namespace Orleans.Runtime;

/// <summary>The name of a grain class within grain ids.</summary>
public readonly struct GrainType(string value) : IEquatable<GrainType>
{
    private readonly string value = value;

    public static GrainType Create(string value) => new(value);

    public bool Equals(GrainType other) => string.Equals(value, other.value, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is GrainType other && Equals(other);

    public override int GetHashCode() => value?.GetHashCode(StringComparison.Ordinal) ?? 0;

    public override string ToString() => value ?? "";

    public static bool operator ==(GrainType left, GrainType right) => left.Equals(right);

    public static bool operator !=(GrainType left, GrainType right) => !left.Equals(right);
}

/// <summary>A grain's key within its class: a string as it is, a Guid as 32 hexadecimal digits, an integer in hexadecimal.</summary>
public readonly struct IdSpan(string value) : IEquatable<IdSpan>
{
    private readonly string value = value;

    public static IdSpan Create(string value) => new(value);

    public bool Equals(IdSpan other) => string.Equals(value, other.value, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is IdSpan other && Equals(other);

    public override int GetHashCode() => value?.GetHashCode(StringComparison.Ordinal) ?? 0;

    public override string ToString() => value ?? "";

    public static bool operator ==(IdSpan left, IdSpan right) => left.Equals(right);

    public static bool operator !=(IdSpan left, IdSpan right) => !left.Equals(right);
}

/// <summary>Who is who among the grains: a class's name and a key.</summary>
public readonly record struct GrainId(GrainType Type, IdSpan Key)
{
    public static GrainId Create(string type, string key) => new(new GrainType(type), new IdSpan(key));

    public static GrainId Create(GrainType type, string key) => new(type, new IdSpan(key));

    /// <summary>As Orleans writes it: type, slash, key.</summary>
    public override string ToString() => $"{Type}/{Key}";
}
