using System.Collections.Immutable;
using System.Reflection;
using NetMesh.Contracts.Hosts;
using NetMesh.Protocols.Wire;
using Orleans;
using Orleans.Runtime;

namespace NetMesh.House.Tests;

/// <summary>What crosses a grain call can cross to another silo: immutable records with stable names, protocol messages, and primitives.</summary>
public sealed class ContractTests
{
    private static readonly Type[] Contracts = typeof(IHostGrain).Assembly.GetExportedTypes();

    private static readonly Type[] GrainInterfaces = [.. Contracts.Where(type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type))];

    [Fact]
    public void Records_are_immutable_and_carry_stable_names()
    {
        var records = Contracts.Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null).ToList();
        Assert.NotEmpty(records);
        Assert.Empty(records.Where(type => type.GetCustomAttribute<ImmutableAttribute>() is null && type.IsEnum is false).Select(type => type.Name + " is not [Immutable]"));
        Assert.Empty(records.Where(type => type.GetCustomAttribute<AliasAttribute>() is null).Select(type => type.Name + " has no [Alias]"));
        Assert.Empty(from type in records
                     from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                     where property.CanWrite && property.GetCustomAttribute<IdAttribute>() is null
                     select $"{type.Name}.{property.Name} has no [Id]");
        Assert.Empty(from type in records
                     from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                     where property.SetMethod is { IsPublic: true } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit))
                     select $"{type.Name}.{property.Name} can be set");
    }

    [Fact]
    public void Ids_and_aliases_are_unique()
    {
        var twice = from type in Contracts
                    from same in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                        .Select(property => property.GetCustomAttribute<IdAttribute>()?.Id).Where(id => id is not null).GroupBy(id => id)
                    where same.Count() > 1
                    select $"{type.Name} uses [Id({same.Key})] twice";
        Assert.Empty(twice);
        Assert.Empty(Contracts.Select(type => type.GetCustomAttribute<AliasAttribute>()?.Alias).Where(alias => alias is not null).GroupBy(alias => alias).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    [Fact]
    public void Grain_signatures_carry_records_protocol_messages_and_primitives_only()
    {
        Assert.NotEmpty(GrainInterfaces);
        var wrong = from grain in GrainInterfaces
                    from method in grain.GetMethods()
                    from type in method.GetParameters().Select(parameter => parameter.ParameterType).Append(Result(method.ReturnType))
                    where !MayCross(type)
                    select $"{grain.Name}.{method.Name} carries {type}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Grain_methods_answer_with_a_task()
    {
        var wrong = from grain in GrainInterfaces
                    from method in grain.GetMethods()
                    where Result(method.ReturnType) == method.ReturnType && method.ReturnType != typeof(Task) && method.ReturnType != typeof(ValueTask)
                    select $"{grain.Name}.{method.Name} returns {method.ReturnType.Name}";
        Assert.Empty(wrong);
    }

    private static Type Result(Type type) =>
        type == typeof(Task) || type == typeof(ValueTask) ? typeof(void)
        : type.IsGenericType && (type.GetGenericTypeDefinition() is var g) && (g == typeof(Task<>) || g == typeof(ValueTask<>) || g == typeof(IAsyncEnumerable<>))
            ? type.GetGenericArguments()[0]
            : type;

    private static bool MayCross(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return MayCross(underlying);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
        {
            return MayCross(type.GetGenericArguments()[0]);
        }

        return type == typeof(void) || type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(Guid)
            || type == typeof(TimeSpan) || type == typeof(DateTimeOffset) || type == typeof(CancellationToken)
            || typeof(WireMessage).IsAssignableFrom(type) || typeof(IAddressable).IsAssignableFrom(type)

            // Values of Protocols (addresses, hashes, frames, connection ends) have codecs of their own beside the messages'.
            || (type.IsValueType && type.Assembly == typeof(WireMessage).Assembly)
            || type.GetCustomAttribute<GenerateSerializerAttribute>() is not null;
    }
}
