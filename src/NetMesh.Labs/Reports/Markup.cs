using System.Globalization;
using System.Text;

namespace NetMesh.Labs.Reports;

/// <summary>Writes HTML and SVG. Text is escaped wherever it enters; nothing that a lab file says becomes markup.</summary>
internal sealed class Markup
{
    private readonly StringBuilder text = new();

    /// <summary>Text as it is shown.</summary>
    public static string Escape(string plain) => plain
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);

    /// <summary>A coordinate: a tenth of a pixel is enough.</summary>
    public static string At(double coordinate) => Math.Round(coordinate, 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>Markup as it stands.</summary>
    public Markup Raw(string markup)
    {
        text.Append(markup);
        return this;
    }

    /// <summary>An element with text in it.</summary>
    /// <param name="tag">Its name and attributes.</param>
    public Markup Element(string tag, string plain)
    {
        var space = tag.IndexOf(' ', StringComparison.Ordinal);
        text.Append('<').Append(tag).Append('>').Append(Escape(plain)).Append("</").Append(space < 0 ? tag : tag[..space]).Append('>');
        return this;
    }

    /// <summary>A table. Columns of numbers stand at the right, so that numbers can be compared; one that is too wide for the page can be moved on its own.</summary>
    /// <param name="about">What it holds, for those who hear the page.</param>
    public Markup Table(string about, IReadOnlyList<string> head, IReadOnlyList<IReadOnlyList<Cell>> rows)
    {
        var isNumeric = head.Select((_, column) => rows.All(row => row[column].IsNumber) && rows.Any(row => row[column].Text.Length > 0)).ToList();
        text.Append("<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"").Append(Escape(about)).Append("\"><table><thead><tr>");
        for (var column = 0; column < head.Count; column++)
        {
            text.Append("<th scope=\"col\"").Append(isNumeric[column] ? " class=\"number\">" : ">").Append(Escape(head[column])).Append("</th>");
        }

        text.Append("</tr></thead><tbody>\n");
        foreach (var row in rows)
        {
            text.Append("<tr>");
            for (var column = 0; column < row.Count; column++)
            {
                text.Append(isNumeric[column] ? "<td class=\"number\">" : "<td>").Append(row[column].Write()).Append("</td>");
            }

            text.Append("</tr>\n");
        }

        text.Append("</tbody></table></div>\n");
        return this;
    }

    public override string ToString() => text.ToString();
}
