using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace NetMesh.Labs.Worlds.Yaml;

/// <summary>
/// Builds a tree with places from YAML text, within limits: a file is written by a stranger as often as not. Aliases share the node they name, and
/// count with its whole size, so that a few lines cannot stand for millions of nodes.
/// </summary>
internal sealed class YamlTree
{
    public const int MaxCharacters = 4 * 1024 * 1024;
    private const int MaxDepth = 32;
    private const long MaxNodes = 200_000;

    private readonly IParser parser;
    private readonly ErrorList errors;
    private readonly string expected;
    private readonly Dictionary<string, YamlNode> anchors = [];
    private long nodes;

    private YamlTree(string text, string expected, ErrorList errors)
    {
        parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        this.expected = expected;
        this.errors = errors;
    }

    /// <summary>The document's root, or null with an error noted.</summary>
    /// <param name="text">The file's content.</param>
    /// <param name="expected">What an empty file should have held.</param>
    /// <param name="errors">Where errors go.</param>
    public static YamlNode? Read(string text, string expected, ErrorList errors)
    {
        if (text.Length > MaxCharacters)
        {
            errors.Add(new Place(1, 1), $"the file has {text.Length:N0} characters", $"at most {MaxCharacters:N0}");
            return null;
        }

        var tree = new YamlTree(text, expected, errors);
        try
        {
            return tree.Document();
        }
        catch (Refusal refusal)
        {
            errors.Add(refusal.At, refusal.What, refusal.Expected);
        }
        catch (YamlException e)
        {
            tree.NoteSyntaxError(text, e.Start, OneLine(e.InnerException ?? e));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // On some garbage the library trips over its own feet and throws whatever falls out of the framework.
            tree.NoteSyntaxError(text, tree.parser.Current?.End ?? Mark.Empty, "unreadable from here on");
        }

        return null;
    }

    private YamlNode? Document()
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
        {
            errors.Add(new Place(1, 1), "the file is empty", expected);
            return null;
        }

        var root = Node(0);
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out var second))
        {
            throw new Refusal(PlaceOf(second), "a second document begins", "one document per file");
        }

        return root;
    }

    private YamlNode Node(int depth)
    {
        var next = parser.Consume<ParsingEvent>();
        if (depth > MaxDepth)
        {
            throw new Refusal(PlaceOf(next), "this nests too deeply", $"at most {MaxDepth} levels");
        }

        if (next is AnchorAlias alias)
        {
            return Alias(alias);
        }

        Count(1, next);
        YamlNode node = next switch
        {
            Scalar scalar => new YamlScalar(PlaceOf(scalar), scalar.Value, scalar.Style is not ScalarStyle.Plain),
            SequenceStart => new YamlSequence(PlaceOf(next), Items(depth)),
            MappingStart => new YamlMapping(PlaceOf(next), Entries(depth)),
            _ => throw new Refusal(PlaceOf(next), $"'{next}' stands here", "a value"),
        };
        if (next is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            anchors[anchored.Anchor.Value] = node;
        }

        return node;
    }

    private YamlNode Alias(AnchorAlias alias)
    {
        if (!anchors.TryGetValue(alias.Value.Value, out var named))
        {
            throw new Refusal(PlaceOf(alias), $"*{alias.Value} names nothing", $"an anchor &{alias.Value} before it");
        }

        Count(named.Size, alias);
        return named;
    }

    private List<YamlNode> Items(int depth)
    {
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Node(depth + 1));
        }

        return items;
    }

    private List<(YamlScalar Key, YamlNode Value)> Entries(int depth)
    {
        var entries = new List<(YamlScalar, YamlNode)>();
        var lineOfKey = new Dictionary<string, int>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (Node(depth + 1) is not YamlScalar key)
            {
                throw new Refusal(PlaceOf(parser.Current!), "a key is itself a list or has keys", "a word as the key");
            }

            var value = Node(depth + 1);
            if (lineOfKey.TryAdd(key.Text, key.At.Line))
            {
                entries.Add((key, value));
            }
            else
            {
                errors.Add(key.At, $"'{key.Text}' stands here twice, first in line {lineOfKey[key.Text]}", "every key once");
            }
        }

        return entries;
    }

    private void Count(long more, ParsingEvent at)
    {
        nodes += more;
        if (nodes > MaxNodes)
        {
            throw new Refusal(PlaceOf(at), $"the file holds more than {MaxNodes:N0} values, aliases written out", "a smaller file");
        }
    }

    private static Place PlaceOf(ParsingEvent e) => new((int)e.Start.Line, (int)e.Start.Column);

    private void NoteSyntaxError(string text, Mark at, string message)
    {
        // The library names the place where the enclosing part began, and it may have read past a tab without complaint.
        var tab = Array.FindIndex(text.Split('\n'), line => line.TrimStart(' ').StartsWith('\t'));
        if (tab >= 0)
        {
            errors.Add(new Place(tab + 1, 1), "a tab indents this line", "spaces instead of tabs");
        }
        else
        {
            errors.Add(new Place((int)Math.Max(1, at.Line), (int)Math.Max(1, at.Column)), $"this is not YAML ({message})", "YAML, such as 'key: value'");
        }
    }

    // The library's message, without its place (ours stands in front) and on one line.
    private static string OneLine(Exception e)
    {
        var message = e.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
        var place = message.IndexOf("): ", StringComparison.Ordinal);
        message = message.StartsWith('(') && place > 0 ? message[(place + 3)..] : message;
        return message.Length == 0 ? "unreadable" : char.ToLowerInvariant(message[0]) + message[1..];
    }

    private sealed class Refusal(Place at, string what, string expected) : Exception(what)
    {
        public Place At { get; } = at;

        public string What { get; } = what;

        public string Expected { get; } = expected;
    }
}
