using NetMesh.Labs.Experiments;
using NetMesh.Labs.Reports.Charts;
using NetMesh.Labs.Runs;

namespace NetMesh.Labs.Reports.Chapters;

/// <summary>Where everything happened, if that is several places and no figure shows it already.</summary>
internal static class WorldChapter
{
    public static void Write(Markup page, LabOutcome outcome)
    {
        var world = outcome.Cases[0].Case.World;
        if (world.Regions.Length > 1 && !outcome.Lab.Figures.Any(figure => figure.Kind == FigureKind.Map))
        {
            page.Element("h2", "The world").Raw("<figure>\n").Raw(new RegionMap { World = world, Title = "Regions of the world" }.Draw())
                .Raw("<figcaption>").Element("b", "Map.").Raw(Markup.Escape(
                    $" {Sentences.Count(world.Regions.Length, "region")}, {Sentences.Count(world.Hosts.Length, "host")} in the first case; a dot is the larger the more hosts its region has. Coasts are drawn by hand.")).Raw("</figcaption></figure>\n");
        }
    }
}
