using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace NetMesh.GrainModel.Generator
{
    /// <summary>
    /// Writes, for every grain and observer interface of a compilation, a proxy with one pooled call class per method; and one list of the
    /// assembly's grain interfaces and classes, so that the host finds them without looking through all types.
    /// </summary>
    [Generator(LanguageNames.CSharp)]
    public sealed class ProxyGenerator : IIncrementalGenerator
    {
        public void Initialize(IncrementalGeneratorInitializationContext context)
        {
            var interfaces = context.SyntaxProvider.CreateSyntaxProvider(
                static (node, _) => node is InterfaceDeclarationSyntax { BaseList: not null },
                static (found, token) => OfInterface(found, token));
            var classes = context.SyntaxProvider.CreateSyntaxProvider(
                static (node, _) => node is ClassDeclarationSyntax { BaseList: not null },
                static (found, token) => OfClass(found, token));
            var assembly = context.CompilationProvider.Select(static (compilation, _) => Names.Safe(compilation.AssemblyName ?? "Assembly"));
            var all = interfaces.Collect().Combine(classes.Collect()).Combine(assembly);
            context.RegisterSourceOutput(all, static (output, input) => Write(output, input.Left.Left.AddRange(input.Left.Right), input.Right));
        }

        private static Generated? OfInterface(GeneratorSyntaxContext found, CancellationToken token)
        {
            return found.SemanticModel.GetDeclaredSymbol(found.Node, token) is INamedTypeSymbol type && Grains.IsGrainInterface(type)
                ? ProxyWriter.Write(type, found.SemanticModel.Compilation)
                : null;
        }

        private static Generated? OfClass(GeneratorSyntaxContext found, CancellationToken token)
        {
            if (found.SemanticModel.GetDeclaredSymbol(found.Node, token) is not INamedTypeSymbol type || !Grains.IsGrainClass(type))
            {
                return null;
            }

            var result = new Generated { ClassEntry = RegistryWriter.ClassEntry(type) };
            foreach (var implemented in type.AllInterfaces)
            {
                // An interface of an assembly that was built without this generator gets its proxy here.
                if (Grains.IsGrainInterface(implemented)
                    && !SymbolEqualityComparer.Default.Equals(implemented.ContainingAssembly, type.ContainingAssembly)
                    && !Grains.HasRegistry(implemented.ContainingAssembly))
                {
                    result.Others.Add(ProxyWriter.Write(implemented, found.SemanticModel.Compilation));
                }
            }

            return result;
        }

        private static void Write(SourceProductionContext output, ImmutableArray<Generated?> parts, string assembly)
        {
            var proxies = new SortedDictionary<string, Generated>(System.StringComparer.Ordinal);
            var classes = new SortedSet<string>(System.StringComparer.Ordinal);
            foreach (var part in parts)
            {
                if (part is null)
                {
                    continue;
                }

                foreach (var proxy in part.Others.Concat(new[] { part }))
                {
                    foreach (var problem in proxy.Problems)
                    {
                        output.ReportDiagnostic(problem.ToDiagnostic());
                    }

                    if (proxy.ProxyName is not null && proxy.Problems.Count == 0)
                    {
                        proxies[proxy.ProxyName] = proxy;
                    }
                }

                if (part.ClassEntry is not null)
                {
                    classes.Add(part.ClassEntry);
                }
            }

            foreach (var pair in proxies)
            {
                output.AddSource(pair.Key + ".g.cs", SourceText.From(pair.Value.Source!, Encoding.UTF8));
            }

            if (proxies.Count + classes.Count > 0)
            {
                output.AddSource("GrainRegistry.g.cs", SourceText.From(RegistryWriter.Write(assembly, proxies.Values, classes), Encoding.UTF8));
            }
        }
    }
}
