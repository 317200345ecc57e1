namespace NetMesh.Labs.Expressions;

/// <summary>What names mean where an expression stands.</summary>
internal interface IScope
{
    /// <summary>All names, for guessing what a mistyped one was meant to be.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>What a name stands for; null: nothing.</summary>
    Value? Find(string name);

    /// <summary>Words that a name may be set to, so that a mistyped one is noticed; empty: any.</summary>
    IReadOnlyCollection<string> WordsOf(string name) => [];

    /// <summary>
    /// What a measure came to in the case that differs from this one in one parameter; null: there is no such case, or none is known here.
    /// </summary>
    Value? FindElsewhere(string measure, string parameter, Value value) => null;
}
