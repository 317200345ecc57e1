using Microsoft.CodeAnalysis;

namespace NetMesh.GrainModel.Generator
{
    /// <summary>Writes a proxy for every grain interface of the compilation.</summary>
    [Generator(LanguageNames.CSharp)]
    public sealed class ProxyGenerator : IIncrementalGenerator
    {
        public void Initialize(IncrementalGeneratorInitializationContext context)
        {
        }
    }
}
