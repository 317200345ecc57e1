using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetMesh.GrainModel.Generator;

namespace NetMesh.Embedded.Tests.Generator;

public class ProxyGeneratorTests
{
    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    [Theory]
    [InlineData("Task Call<T>(T value);", "generic methods")]
    [InlineData("Task Call(ref int value);", "by value")]
    [InlineData("Task Call(System.ReadOnlySpan<byte> value);", "by value")]
    [InlineData("int Call();", "must return")]
    [InlineData("Task Call(System.Threading.CancellationToken a, System.Threading.CancellationToken b);", "more than one CancellationToken")]
    [InlineData("[Orleans.Concurrency.OneWay] Task<int> Call();", "no result")]
    [InlineData("int Number { get; }", "only methods")]
    public void What_cannot_be_called_is_an_error_that_says_why(string member, string reason)
    {
        var (diagnostics, _) = Generate($"public interface IBad : IGrainWithStringKey {{ {member} }}");
        Assert.Contains(reason, Assert.Single(diagnostics).GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_shape_of_call_compiles_without_warning()
    {
        var (diagnostics, compilation) = Generate(
            """
            public class Outer { public interface INested : IGrainWithGuidKey { Task<string?> Get(string? key, (int A, string? B) pair, int? n, params int[] rest); } }
            public interface IBase : IGrainWithStringKey { Task One(); ValueTask Overload(int x); ValueTask Overload(long x); }
            internal interface IDerived : IBase, IOther
            {
                ValueTask<System.Collections.Generic.Dictionary<string, int[]?>?> Two(Kind kind, Kind? maybe, decimal @class, object? any = null);
                System.Collections.Generic.IAsyncEnumerable<int> Many(int n, System.Threading.CancellationToken token = default);
                Task<int> Cancellable(System.Threading.CancellationToken token);
                [Orleans.Concurrency.OneWay] Task Tell(Traced traced, TracedStruct? other, Wrapped wrapped);
                [System.Obsolete] Task Old();
                int Default() => 3;
            }
            public interface IOther : IAddressable { Task One(); }
            public interface IWatcher : IGrainObserver { void Seen(string what); ValueTask Done(); }
            public enum Kind : ulong { A }
            public class Traced { public ulong TraceIdentity => 1; }
            public struct TracedStruct { public ulong TraceIdentity => 1; }
            public readonly record struct Wrapped(uint Value);
            """);
        Assert.Empty(diagnostics);
        Assert.Empty(compilation.GetDiagnostics().Where(found => found.Severity >= DiagnosticSeverity.Warning));
    }

    [Fact]
    public void An_edit_that_touches_no_grain_writes_nothing_anew()
    {
        var before = Compile("public interface IGood : IGrainWithStringKey { Task Call(); }");
        var driver = Driver().RunGenerators(before);
        driver = driver.RunGenerators(before.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Unrelated { }")));
        var outputs = driver.GetRunResult().Results[0].TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs).ToArray();
        Assert.NotEmpty(outputs);
        Assert.All(outputs, output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    private static (IReadOnlyList<Diagnostic> Diagnostics, Compilation Compilation) Generate(string source)
    {
        Driver().RunGeneratorsAndUpdateCompilation(Compile(source), out var compilation, out var diagnostics);
        return (diagnostics, compilation);
    }

    private static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new ProxyGenerator().AsSourceGenerator()], driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private static CSharpCompilation Compile(string source) => CSharpCompilation.Create(
        "Sample",
        [CSharpSyntaxTree.ParseText("using System.Threading.Tasks;\nusing Orleans;\n#nullable enable\n" + source)],
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
}
