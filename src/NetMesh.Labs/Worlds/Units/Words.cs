using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Labs.Worlds.Units;

/// <summary>Values that are words: choices, names, addresses.</summary>
internal static class Words
{
    /// <summary>A name of a host, region, link or swarm: it goes into paths, URLs and metrics, so it keeps to letters that need no quoting.</summary>
    public static readonly ValueForm<string> Name = new(
        "a name of 1 to 63 small letters, digits, '-', beginning with a letter", (text, out value) => IsName(value = text));

    public static readonly ValueForm<string> Text = new("one line of up to 100 characters", (text, out value) =>
        (value = text).Length is > 0 and <= 100 && !text.Any(char.IsControl));

    public static readonly ValueForm<IPv4Address> Address = new(
        "an IPv4 address such as 127.17.0.5", (text, out value) => IPv4Address.TryParse(text, out value));

    public static readonly ValueForm<AddressPrefix> Prefix = new(
        "an address prefix such as 127.17.0.0/16, with no bit set behind it", (text, out value) => AddressPrefix.TryParse(text, out value));

    /// <summary>One of a few words, each with its meaning.</summary>
    public static ValueForm<T> Choice<T>(params (string Word, T Meaning)[] choices) => new(
        choices.Length == 1 ? $"'{choices[0].Word}'" : NearestName.OneOf(choices.Select(choice => choice.Word)),
        (text, out value) =>
        {
            foreach (var (word, meaning) in choices)
            {
                if (word == text)
                {
                    value = meaning;
                    return true;
                }
            }

            value = default!;
            return false;
        });

    public static bool IsName(string text) =>
        text.Length is >= 1 and <= 63 && text[0] is >= 'a' and <= 'z' && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');
}
