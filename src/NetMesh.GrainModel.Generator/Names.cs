using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;

namespace NetMesh.GrainModel.Generator
{
    /// <summary>How types are written in generated code.</summary>
    internal static class Names
    {
        public const string Calls = "global::NetMesh.GrainModel.Calls";

        private static readonly SymbolDisplayFormat Qualified = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
            SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

        public static string Of(ITypeSymbol type) => type.ToDisplayString(Qualified);

        /// <summary>The name without global:: and without nullability, as a person would write it.</summary>
        public static string Plain(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);

        /// <summary>An identifier made of a name with dots.</summary>
        public static string Safe(string name)
        {
            var result = new StringBuilder(name.Length);
            foreach (var character in name)
            {
                result.Append(char.IsLetterOrDigit(character) ? character : '_');
            }

            return result.ToString();
        }

        /// <summary>FNV-1a over UTF-16 units, as TracePayload.Of does.</summary>
        public static ulong Hash(string text)
        {
            unchecked
            {
                return text.Aggregate(14695981039346656037UL, (hash, unit) => (hash ^ unit) * 1099511628211UL);
            }
        }
    }
}
