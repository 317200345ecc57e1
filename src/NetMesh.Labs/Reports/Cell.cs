namespace NetMesh.Labs.Reports;

/// <summary>A cell of a table in a report.</summary>
/// <param name="Text">As it is shown.</param>
internal sealed record Cell(string Text)
{
    /// <summary>Words, even where they begin with a digit: a parameter's values, a trace hash.</summary>
    public bool IsWords { get; init; }

    /// <summary>A name, as <c>--set</c>, formulas and the files beside the report have it.</summary>
    public bool IsName { get; init; }

    /// <summary>A verdict; null where there is none.</summary>
    public bool? IsMet { get; init; }

    /// <summary>Below it: what theory says about it.</summary>
    public IReadOnlyList<Cell> Notes { get; init; } = [];

    /// <summary>Its column may stand at the right.</summary>
    public bool IsNumber => !IsWords && !IsName && Text is "" or [(>= '0' and <= '9') or '+' or '−' or '–' or '≤' or '≥' or '×' or '∞', ..];

    public static implicit operator Cell(string text) => new(text);

    /// <summary>Its markup. A verdict is a sign as well as a colour.</summary>
    public string Write()
    {
        var shown = IsName ? $"<code>{Markup.Escape(Text)}</code>" : Markup.Escape(Text);
        shown = IsMet switch
        {
            true => $"<span class=\"met\">{shown} ✓</span>",
            false => $"<span class=\"missed\">{shown} ✗</span>",
            null => shown,
        };
        return shown + string.Concat(Notes.Select(note => $"<br/><small>{note.Write()}</small>"));
    }
}
