using System.Globalization;

namespace NetMesh.Bench.Clusters;

/// <summary>One line <c>figure NAME VALUE</c>, for the script that takes turns and medians.</summary>
internal static class Figure
{
    public static void Print(string name, double value) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"figure {name} {value:G6}"));
}
