using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace NetMesh.GrainModel.Generator
{
    /// <summary>What one declaration contributes: plain text, comparable, so that an edit elsewhere regenerates nothing.</summary>
    internal sealed class Generated : IEquatable<Generated>
    {
        public string? ProxyName { get; set; }

        public string? Source { get; set; }

        public string? InterfaceEntry { get; set; }

        public string? ClassEntry { get; set; }

        public List<Problem> Problems { get; } = new List<Problem>();

        public List<Generated> Others { get; } = new List<Generated>();

        public bool Equals(Generated? other)
        {
            return other is not null && ProxyName == other.ProxyName && Source == other.Source && InterfaceEntry == other.InterfaceEntry
                && ClassEntry == other.ClassEntry && Problems.SequenceEqual(other.Problems) && Others.SequenceEqual(other.Others);
        }

        public override bool Equals(object? obj) => Equals(obj as Generated);

        public override int GetHashCode() => (Source ?? ClassEntry ?? "").GetHashCode();
    }

    /// <summary>A grain interface that cannot have a proxy, and why.</summary>
    internal sealed class Problem : IEquatable<Problem>
    {
        private static readonly DiagnosticDescriptor Descriptor = new DiagnosticDescriptor(
            "NMG001", "Grain interface cannot have a proxy", "{0}", "NetMesh.GrainModel", DiagnosticSeverity.Error, isEnabledByDefault: true);

        private readonly string message;
        private readonly string path;
        private readonly TextSpan span;
        private readonly LinePositionSpan lines;

        public Problem(ISymbol symbol, string message)
        {
            this.message = message;
            var location = symbol.Locations.FirstOrDefault(candidate => candidate.IsInSource);
            path = location?.SourceTree?.FilePath ?? "";
            span = location?.SourceSpan ?? default;
            lines = location?.GetLineSpan().Span ?? default;
        }

        public Diagnostic ToDiagnostic() => Diagnostic.Create(Descriptor, path.Length == 0 ? Location.None : Location.Create(path, span, lines), message);

        public bool Equals(Problem? other) => other is not null && message == other.message && path == other.path && span == other.span;

        public override bool Equals(object? obj) => Equals(obj as Problem);

        public override int GetHashCode() => message.GetHashCode();
    }
}
