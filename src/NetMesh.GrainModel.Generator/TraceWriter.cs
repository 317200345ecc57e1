using System.Linq;
using Microsoft.CodeAnalysis;

namespace NetMesh.GrainModel.Generator
{
    /// <summary>How an argument enters the trace.</summary>
    internal static class TraceWriter
    {
        /// <summary>
        /// Numbers, enumerations and strings by value; a type with a public <c>ulong TraceIdentity</c> by that; a struct around one public integral
        /// <c>Value</c> (an address, a connection) by that; null for all others, which do not enter the trace.
        /// </summary>
        public static string? Expression(ITypeSymbol type, string name)
        {
            if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            {
                var inner = Expression(nullable.TypeArguments[0], name + ".Value");
                return inner is null ? null : $"({name}.HasValue ? {inner} : ulong.MaxValue)";
            }

            if (IsIntegral(type) || type.TypeKind == TypeKind.Enum)
            {
                return $"unchecked((ulong){name})";
            }

            if (type.SpecialType == SpecialType.System_Boolean)
            {
                return $"({name} ? 1UL : 0UL)";
            }

            if (type.SpecialType == SpecialType.System_String)
            {
                return $"{Names.Calls}.TracePayload.Of({name})";
            }

            if (Property(type, "TraceIdentity") is { Type.SpecialType: SpecialType.System_UInt64 })
            {
                return type.IsValueType ? $"{name}.TraceIdentity" : $"({name}?.TraceIdentity ?? 0UL)";
            }

            return type.IsValueType && Property(type, "Value") is { } value && IsIntegral(value.Type) ? $"unchecked((ulong){name}.Value)" : null;
        }

        private static bool IsIntegral(ITypeSymbol type) =>
            type.SpecialType is (>= SpecialType.System_SByte and <= SpecialType.System_UInt64) or SpecialType.System_Char;

        private static IPropertySymbol? Property(ITypeSymbol type, string name)
        {
            for (var current = type; current is not null; current = current.BaseType)
            {
                if (current.GetMembers(name).OfType<IPropertySymbol>().FirstOrDefault(
                    property => !property.IsStatic && property.DeclaredAccessibility == Accessibility.Public && property.GetMethod is not null) is { } found)
                {
                    return found;
                }
            }

            return null;
        }
    }
}
