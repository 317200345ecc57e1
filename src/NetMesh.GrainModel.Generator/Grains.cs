using System.Linq;
using Microsoft.CodeAnalysis;

namespace NetMesh.GrainModel.Generator
{
    /// <summary>What counts as a grain.</summary>
    internal static class Grains
    {
        /// <summary>A grain or observer interface of the product or its tests, not one of the model's own.</summary>
        public static bool IsGrainInterface(INamedTypeSymbol type)
        {
            return type.TypeKind == TypeKind.Interface && !IsModel(type) && type.AllInterfaces.Any(other => Is(other, "Orleans", "IAddressable"));
        }

        public static bool IsGrainClass(INamedTypeSymbol type)
        {
            return type.TypeKind == TypeKind.Class && !type.IsAbstract && !type.IsGenericType && !IsModel(type) && CanBeSeen(type)
                && type.AllInterfaces.Any(other => Is(other, "Orleans", "IGrainBase"));
        }

        public static bool HasRegistry(IAssemblySymbol assembly)
        {
            return assembly.GetAttributes().Any(
                attribute => attribute.AttributeClass is { } type && Is(type, "NetMesh.GrainModel.Calls", "GrainAssemblyAttribute"));
        }

        public static bool Is(ITypeSymbol type, string space, string name) =>
            type.Name == name && type.ContainingNamespace?.ToDisplayString() == space;

        public static bool Has(ISymbol symbol, string attribute)
        {
            return symbol.GetAttributes().Any(found => found.AttributeClass is { } type && Is(type, "Orleans.Concurrency", attribute));
        }

        /// <summary>Whether generated code in the same assembly can name the type.</summary>
        public static bool CanBeSeen(INamedTypeSymbol type)
        {
            for (var current = type; current is not null; current = current.ContainingType)
            {
                if (current.IsFileLocal
                    || current.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal)
                {
                    return false;
                }
            }

            return true;
        }

        private static bool IsModel(INamedTypeSymbol type) => type.ContainingAssembly.Name == "NetMesh.GrainModel";
    }
}
