namespace NetMesh.Control;

/// <summary>A name is to be looked up.</summary>
/// <param name="Type">The type of its records, A if it is not said.</param>
/// <param name="From">The region whose resolver does it; null: the home region's.</param>
internal sealed record ResolveRequest(string Name, string? Type = null, string? From = null);

/// <summary>What a resolver found, and how.</summary>
/// <param name="Resolver">The host that looked it up.</param>
/// <param name="Code">As answers name it (RFC 6895 §2.3): NOERROR, NXDOMAIN, SERVFAIL.</param>
/// <param name="Answers">Records, in the form of master files.</param>
/// <param name="Hops">The servers it asked, in turn; none when it knew.</param>
internal sealed record ResolutionView(
    string Name, string Type, string From, string Resolver, string Code, IReadOnlyList<string> Answers, IReadOnlyList<HopView> Hops);

/// <summary>A server that was asked.</summary>
/// <param name="Host">Its name; null: it is no host of this planet.</param>
/// <param name="Zone">The zone for which it was asked.</param>
/// <param name="Outcome">What it said: answer, referral, nodata, noname, truncated, lame; or silence.</param>
/// <param name="BeganMs">When, since the resolver began.</param>
/// <param name="TookMs">Until its answer came, or it was given up.</param>
internal sealed record HopView(
    string Server, string? Host, string? Region, string Zone, string Name, string Type, string Outcome, double BeganMs, double TookMs);

/// <summary>A domain is to be delegated.</summary>
/// <param name="Servers">Its servers.</param>
/// <param name="Ds">DS records of its keys, as in master files.</param>
/// <param name="Unchecked">Whether or not the servers answer for it.</param>
internal sealed record RegisterRequest(string Name, IReadOnlyList<NamedServer>? Servers, IReadOnlyList<string>? Ds = null, bool Unchecked = false);

/// <summary>A server and its address.</summary>
internal sealed record NamedServer(string Name, string Address);

/// <summary>A domain that was delegated.</summary>
/// <param name="Zone">The zone that does.</param>
/// <param name="Servers">To whom, each as NAME=ADDRESS.</param>
internal sealed record RegistrationView(string Name, string Zone, IReadOnlyList<string> Servers);
