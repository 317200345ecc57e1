using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using NetMesh.Embedded.Storage;
using Orleans.Storage;

namespace NetMesh.Embedded.Tests.Storage;

public class JsonStateSerializerTests
{
    public enum Colour
    {
        Red,
        Green,
    }

    [Fact]
    public void Records_with_collections_enumerations_and_nested_records_come_back()
    {
        var plan = new Plan("n", Colour.Green, [1, 2], new Inner(TimeSpan.FromSeconds(3), double.PositiveInfinity), [new Address(7)], null, [1, 2, 3])
        {
            Extra = { ["a"] = 1 },
        };
        var serializer = new JsonStateSerializer();
        var back = serializer.Deserialize<Plan>(serializer.Serialize(plan));
        Assert.Equal(serializer.Serialize(plan), serializer.Serialize(back));
        Assert.Equal(7u, back.Addresses[0].Value);
        Assert.Equal(1, back.Extra["a"]);
    }

    [Fact]
    public void A_default_immutable_array_fails_clearly()
    {
        var error = Assert.Throws<BadProviderConfigException>(() => new JsonStateSerializer().Serialize(new Inside<ImmutableArray<int>>(default)));
        Assert.Contains("cannot be stored as JSON", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_JSON_would_silently_lose_fails_clearly_and_names_it()
    {
        Lost(new WithPrivateField(3), "value");
        Lost(new WithPublicField { Value = 3 }, "Value");
        Lost(new Inside<WithReadOnlyProperty>(new WithReadOnlyProperty("x")), "Name");
        Lost(new Inside<Shape>(new Circle(2)), "subclass");
        Lost(new Inside<object>(5), "subclass");
        Lost(new Inside<ReadOnlyMemory<WithPrivateField>[]>([]), "value");
    }

    [Fact]
    public void A_converter_makes_such_a_type_storable()
    {
        var serializer = new JsonStateSerializer(new PrivateFieldConverter());
        Assert.Equal(3, serializer.Deserialize<Inside<WithPrivateField>>(serializer.Serialize(new Inside<WithPrivateField>(new WithPrivateField(3)))).Value.Get());
    }

    [Fact]
    public void Bytes_of_another_shape_are_refused()
    {
        var serializer = new JsonStateSerializer();
        foreach (var text in (string[])["", "null", "{", "[]", "{\"Unknown\":1}", "\"x\""])
        {
            Assert.Throws<BadProviderConfigException>(() => serializer.Deserialize<Inner>(System.Text.Encoding.UTF8.GetBytes(text)));
        }
    }

    private static void Lost<T>(T value, string named)
    {
        var error = Assert.Throws<BadProviderConfigException>(() => new JsonStateSerializer().Serialize(value));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    public sealed record Plan(
        string Name, Colour Colour, ImmutableArray<int> Numbers, Inner Inner, List<Address> Addresses, string? Nothing, byte[] Bytes)
    {
        public Dictionary<string, int> Extra { get; init; } = [];
    }

    public sealed record Inner(TimeSpan Time, double Rate);

    public readonly record struct Address(uint Value)
    {
        public bool IsZero => Value == 0;
    }

    public sealed record Inside<T>(T Value);

    public abstract record Shape;

    public sealed record Circle(double Radius) : Shape;

    public sealed class WithPrivateField(int start)
    {
        private readonly int value = start;

        public int Get() => value;
    }

    public sealed class WithPublicField
    {
        public int Value;
    }

    public sealed class WithReadOnlyProperty(string other)
    {
        public string Name { get; } = other;
    }

    private sealed class PrivateFieldConverter : JsonConverter<WithPrivateField>
    {
        public override WithPrivateField Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt32());

        public override void Write(Utf8JsonWriter writer, WithPrivateField value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Get());
    }
}
