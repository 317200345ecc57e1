using NetMesh.Labs.Runs;

namespace NetMesh.Labs.Reports.Chapters;

/// <summary>The lab's figures, each with what to look at and how to read it.</summary>
internal static class FiguresChapter
{
    public static void Write(Markup page, LabOutcome outcome)
    {
        var pictures = new Pictures(outcome);
        var drawn = outcome.Lab.Figures.Select(figure => (Figure: figure, Pictures: pictures.Of(figure))).Where(it => it.Pictures.Count > 0).ToList();
        if (drawn.Count == 0)
        {
            return;
        }

        page.Element("h2", "Figures");
        var number = 0;
        foreach (var (figure, some) in drawn)
        {
            page.Element("h3", Sentences.Capital(figure.Title));
            if (figure.About.Length > 0)
            {
                page.Element("p", Sentences.Whole(figure.About)).Raw("\n");
            }

            foreach (var picture in some)
            {
                page.Raw("<figure>\n").Raw(picture.Svg);
                foreach (var (swatch, label) in picture.Legend)
                {
                    page.Raw($"<span class=\"key\">{swatch}{Markup.Escape(label)}</span>\n");
                }

                page.Raw("<figcaption>").Element("b", $"Figure {++number}{(picture.Cases.Length > 0 ? $", {picture.Cases}" : "")}.").Raw(" " + Markup.Escape(picture.Reading)).Raw("</figcaption></figure>\n");
            }
        }
    }
}
