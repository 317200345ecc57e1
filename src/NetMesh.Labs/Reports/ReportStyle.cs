namespace NetMesh.Labs.Reports;

/// <summary>How a report looks, by day and by night. Curves are told apart by colours that people who see red and green alike can tell apart (Okabe and Ito).</summary>
internal static class ReportStyle
{
    public const string Sheet =
        """
        :root { color-scheme: light dark; --page: #fff; --ink: #1b1f24; --faint: #5b6570; --rule: #d8dee4; --panel: #f6f8fa; --good: #116329; --bad: #b3261e; --link: #0a58a6; --sea: #e8f0f6; --land: #cdd9c8; --cell: #0072b2;
          --c0: #0072b2; --c1: #d55e00; --c2: #009e73; --c3: #b5568f; --c4: #8a6d00; --c5: #3b8fc4; --c6: #6b4fa0; --c7: #555; }
        @media screen and (prefers-color-scheme: dark) {
          :root { --page: #0f1419; --ink: #e4e8ec; --faint: #9aa5b1; --rule: #333c46; --panel: #171e26; --good: #6fdd8b; --bad: #ff8a80; --link: #7cb8f2; --sea: #142230; --land: #2c3d33; --cell: #1b6fa8;
            --c0: #56b4e9; --c1: #ff9a4d; --c2: #2fcf9f; --c3: #e695c6; --c4: #f0d442; --c5: #8fd0f5; --c6: #b79df0; --c7: #bbb; } }
        body { background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; margin: 2rem auto; padding: 0 1rem; overflow-wrap: break-word; } main { max-width: 940px; margin: 0 auto; }
        h1 { font-size: 1.7rem; line-height: 1.25; margin-bottom: .3rem; } h2 { font-size: 1.25rem; margin-top: 2.2rem; border-bottom: 1px solid var(--rule); } h3 { font-size: 1.02rem; margin: 1.4rem 0 .2rem; }
        p, li, dd { max-width: 76ch; } p { margin: .5rem 0; } a { color: var(--link); } .about, figcaption { color: var(--faint); font-size: .92em; }
        .answer { padding: .1rem 1rem .5rem; border-left: 5px solid; background: var(--panel); margin-top: 1.2rem; } .answer.met { border-color: var(--good); } .answer.missed { border-color: var(--bad); }
        .answer h2 { margin: .6rem 0 0; border: 0; } .verdict { font-weight: 600; } .answer.met .verdict, span.met { color: var(--good); } .answer.missed .verdict, span.missed { color: var(--bad); }
        .answer li::marker { color: var(--good); content: "✓  "; } .answer li.missed::marker { color: var(--bad); content: "✗  "; }
        dl { display: grid; grid-template-columns: minmax(9rem, max-content) 1fr; gap: .15rem 1rem; font-size: .94em; } dt { font-weight: 600; } dd { margin: 0; }
        .wide { overflow-x: auto; margin: .6rem 0; } table { border-collapse: collapse; font-size: .88rem; line-height: 1.35; font-variant-numeric: tabular-nums; } small { font-size: .92em; color: var(--faint); }
        th, td { padding: .28rem .9rem .28rem 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; } th { font-weight: 600; vertical-align: bottom; } td code, td.number { white-space: nowrap; } .number { text-align: right; }
        pre, code { font-family: ui-monospace, Consolas, monospace; font-size: .9em; overflow-wrap: anywhere; } td code { overflow-wrap: normal; } pre { background: var(--panel); padding: .7rem .9rem; white-space: pre-wrap; }
        figure { margin: 1rem 0 1.6rem; max-width: 820px; } figure svg { width: 100%; height: auto; display: block; } figure svg.field { max-width: none; } .narrow-drawing { display: none !important; }
        .key { margin-right: 1.1rem; font-size: .86em; white-space: nowrap; display: inline-block; } figure svg.swatch { width: 34px; height: 12px; margin-right: .35rem; display: inline; vertical-align: -1px; } figcaption { margin-top: .3rem; }
        svg text { fill: var(--ink); font: 12px system-ui, "Segoe UI", Roboto, sans-serif; } svg text.mark { fill: var(--faint); } svg text.place { stroke: var(--sea); stroke-width: .3em; stroke-linejoin: round; paint-order: stroke; }
        svg path { fill: none; } .grid { stroke: var(--rule); stroke-width: 1; } .axis { stroke: var(--faint); stroke-width: 1; }
        .measured { stroke-width: 1.4; } .theory { stroke-width: 2; stroke-dasharray: 7 4; } .dotted { stroke-dasharray: 2 3; } .broken { stroke-dasharray: 9 3 2 3; } .bar { stroke-width: 1.6; }
        .sea { fill: var(--sea); } svg path.land { fill: var(--land); } .arc { stroke: var(--c1); stroke-opacity: .65; } .cell { fill: var(--cell); stroke: var(--rule); stroke-width: .4; }
        @media (max-width: 600px) { .wide-drawing { display: none !important; } .narrow-drawing { display: block !important; } dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } body { margin-top: 1rem; } .key { white-space: normal; } }
        @media print { :root { color-scheme: light; } @page { margin: 15mm; } body { font-size: 10.5pt; margin: 0; padding: 0; } main { max-width: none; } p, li, dd { max-width: none; } figure, tr, .answer { break-inside: avoid; } h2, h3 { break-after: avoid; }
          table { font-size: 8pt; } th, td { padding-right: .5rem; } td.number { white-space: normal; } figure { max-width: none; } .wide { overflow: visible; } details { display: none; } svg, .cell { print-color-adjust: exact; } }

        """ + Colours;

    private const int CurveColours = 8;

    // One rule per curve colour; more curves begin again.
    private const string Colours =
        """
        path.c0 { stroke: var(--c0); } svg .c0.dot { fill: var(--c0); stroke: var(--page); stroke-width: 1; } path.c1 { stroke: var(--c1); } svg .c1.dot { fill: var(--c1); stroke: var(--page); stroke-width: 1; }
        path.c2 { stroke: var(--c2); } svg .c2.dot { fill: var(--c2); stroke: var(--page); stroke-width: 1; } path.c3 { stroke: var(--c3); } svg .c3.dot { fill: var(--c3); stroke: var(--page); stroke-width: 1; }
        path.c4 { stroke: var(--c4); } svg .c4.dot { fill: var(--c4); stroke: var(--page); stroke-width: 1; } path.c5 { stroke: var(--c5); } svg .c5.dot { fill: var(--c5); stroke: var(--page); stroke-width: 1; }
        path.c6 { stroke: var(--c6); } svg .c6.dot { fill: var(--c6); stroke: var(--page); stroke-width: 1; } path.c7 { stroke: var(--c7); } svg .c7.dot { fill: var(--c7); stroke: var(--page); stroke-width: 1; }

        """;

    /// <summary>The style class of a curve.</summary>
    public static string Colour(int number) => $"c{number % CurveColours}";
}
