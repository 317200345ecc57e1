using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace NetMesh.Commands;

/// <summary>What commands write to standard output: a table for people, one JSON document for programs.</summary>
internal static class Output
{
    public static void Json<T>(T value, JsonTypeInfo<T> type) => Console.Out.WriteLine(JsonSerializer.Serialize(value, type));

    /// <summary>A table with these columns; cells are plain text, whatever brackets they hold.</summary>
    public static void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)).NoWrap());
        }

        foreach (var row in rows)
        {
            table.AddRow([.. row.Select(cell => new Text(cell))]);
        }

        // Into a pipe or file a table has no terminal's width to keep to.
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = 200;
        }

        AnsiConsole.Write(table);
    }

    /// <summary><c>20 Mb/s</c>, or <c>unlimited</c> for 0.</summary>
    public static string Rate(long bitsPerSecond)
    {
        if (bitsPerSecond == 0)
        {
            return "unlimited";
        }

        var (value, unit) = bitsPerSecond switch
        {
            >= 1_000_000_000 => (bitsPerSecond / 1e9, "Gb/s"),
            >= 1_000_000 => (bitsPerSecond / 1e6, "Mb/s"),
            >= 1_000 => (bitsPerSecond / 1e3, "kb/s"),
            _ => (bitsPerSecond, "b/s"),
        };
        return $"{value:0.##} {unit}";
    }

    /// <summary><c>32 MiB</c>.</summary>
    public static string Size(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 1024 && unit < units.Length - 1; unit++)
        {
            value /= 1024;
        }

        return $"{value:0.##} {units[unit]}";
    }
}
