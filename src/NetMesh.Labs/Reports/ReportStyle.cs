namespace NetMesh.Labs.Reports;

/// <summary>How a report looks, by day and by night. Curves are told apart by colours that people who see red and green alike can tell apart (Okabe and Ito).</summary>
internal static class ReportStyle
{
    public const string Sheet =
        """
        :root { color-scheme: light dark; --page: #fff; --ink: #1b1f24; --faint: #5b6570; --rule: #d8dee4; --panel: #f6f8fa; --good: #116329; --bad: #b3261e; --sea: #e8f0f6; --land: #cdd9c8;
          --c0: #0072b2; --c1: #d55e00; --c2: #009e73; --c3: #b5568f; --c4: #8a6d00; --c5: #3b8fc4; --c6: #6b4fa0; --c7: #555; }
        @media (prefers-color-scheme: dark) {
          :root { --page: #0f1419; --ink: #e4e8ec; --faint: #9aa5b1; --rule: #333c46; --panel: #171e26; --good: #6fdd8b; --bad: #ff8a80; --sea: #142230; --land: #2c3d33;
            --c0: #56b4e9; --c1: #ff9a4d; --c2: #2fcf9f; --c3: #e695c6; --c4: #f0d442; --c5: #8fd0f5; --c6: #b79df0; --c7: #bbb; } }
        body { background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; max-width: 860px; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.7rem; line-height: 1.25; margin-bottom: .3rem; } h2 { font-size: 1.25rem; margin-top: 2.2rem; border-bottom: 1px solid var(--rule); } h3 { font-size: 1.02rem; margin-bottom: .2rem; }
        p, li { max-width: 72ch; } .about, figcaption, .legend { color: var(--faint); font-size: .9rem; }
        .answer { padding: .6rem .9rem; border-left: 5px solid; background: var(--panel); font-weight: 600; max-width: none; }
        .met { color: var(--good); } .missed { color: var(--bad); } .answer.met { border-color: var(--good); } .answer.missed { border-color: var(--bad); }
        li.met::marker { content: "✓ "; } li.missed::marker { content: "✗ "; }
        .wide { overflow-x: auto; margin: .8rem 0; } table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
        th, td { padding: .25rem .7rem .25rem 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; } th { font-weight: 600; white-space: nowrap; } td.number { text-align: right; white-space: nowrap; }
        pre, code { font-family: ui-monospace, Consolas, monospace; font-size: .88em; } pre { background: var(--panel); padding: .7rem .9rem; overflow-x: auto; }
        figure { margin: 1rem 0; } figure > svg { width: 100%; height: auto; display: block; } .key { margin-right: 1.1rem; font-size: .86rem; white-space: nowrap; display: inline-block; }
        .swatch { width: 34px; height: 12px; margin-right: .35rem; vertical-align: -1px; }
        svg text { fill: var(--ink); font: 12px system-ui, "Segoe UI", Roboto, sans-serif; } svg text.mark { fill: var(--faint); font-size: 11.5px; }
        svg path { fill: none; } .grid { stroke: var(--rule); stroke-width: 1; } .axis { stroke: var(--faint); stroke-width: 1; }
        .measured { stroke-width: 1.4; } .theory { stroke-width: 2; stroke-dasharray: 7 4; } .bar { stroke-width: 1.6; } .dot { stroke: var(--page); stroke-width: 1; }
        .sea { fill: var(--sea); } svg path.land { fill: var(--land); } .arc { stroke: var(--c1); stroke-opacity: .65; } .cell { fill: var(--c0); stroke: var(--rule); stroke-width: .4; }

        """ + Colours;

    private const int CurveColours = 8;

    // One rule per curve colour; more curves begin again.
    private const string Colours =
        """
        path.c0 { stroke: var(--c0); } circle.c0 { fill: var(--c0); } path.c1 { stroke: var(--c1); } circle.c1 { fill: var(--c1); }
        path.c2 { stroke: var(--c2); } circle.c2 { fill: var(--c2); } path.c3 { stroke: var(--c3); } circle.c3 { fill: var(--c3); }
        path.c4 { stroke: var(--c4); } circle.c4 { fill: var(--c4); } path.c5 { stroke: var(--c5); } circle.c5 { fill: var(--c5); }
        path.c6 { stroke: var(--c6); } circle.c6 { fill: var(--c6); } path.c7 { stroke: var(--c7); } circle.c7 { fill: var(--c7); }

        """;

    /// <summary>The style class of a curve.</summary>
    public static string Colour(int number) => $"c{number % CurveColours}";
}
