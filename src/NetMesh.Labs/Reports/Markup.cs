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

    /// <summary>A table; the first row is its head.</summary>
    public Markup Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        text.Append("<div class=\"wide\"><table><thead><tr>");
        foreach (var cell in head)
        {
            text.Append("<th>").Append(Escape(cell)).Append("</th>");
        }

        text.Append("</tr></thead><tbody>\n");
        foreach (var row in rows)
        {
            text.Append("<tr>");
            foreach (var cell in row)
            {
                text.Append(Class(cell)).Append(Escape(cell)).Append("</td>");
            }

            text.Append("</tr>\n");
        }

        text.Append("</tbody></table></div>\n");
        return this;
    }

    public override string ToString() => text.ToString();

    // Numbers stand at the right, so that they can be compared; verdicts can be seen from afar.
    private static string Class(string cell) => cell switch
    {
        "met" => "<td class=\"met\">",
        "MISSED" => "<td class=\"missed\">",
        [(>= '0' and <= '9') or '+' or '−' or '–' or '≤' or '≥', ..] => "<td class=\"number\">",
        _ => "<td>",
    };
}
