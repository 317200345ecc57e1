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
/// <param name="Server">Its address.</param>
/// <param name="Zone">The zone for which it was asked.</param>
/// <param name="Outcome">What it said: answer, referral, nodata, noname, truncated, lame; or silence.</param>
/// <param name="BeganMs">When, since the resolver began.</param>
/// <param name="TookMs">Until its answer came, or it was given up.</param>
/// <param name="Host">Its name, of an anycast address the site's near the resolver; null: it is no host of this planet.</param>
/// <param name="Region">Where that stands.</param>
internal sealed record HopView(
    string Server, string Zone, string Name, string Type, string Outcome, double BeganMs, double TookMs, string? Host = null, string? Region = null);

/// <summary>A domain is to be delegated.</summary>
/// <param name="Servers">Its servers.</param>
/// <param name="Ds">DS records of its keys, as in master files.</param>
/// <param name="Unchecked">Whether or not the servers answer for it.</param>
internal sealed record RegisterRequest(string Name, IReadOnlyList<NamedServer>? Servers, IReadOnlyList<string>? Ds = null, bool Unchecked = false);

/// <summary>A server and its address.</summary>
internal sealed record NamedServer(string Name, string Address);

/// <summary>A key of a zone is to be replaced.</summary>
/// <param name="Key">Which one: <c>zsk</c>, which signs the zone's records, or <c>ksk</c>, which signs the keys and is pointed at by the zone above.</param>
internal sealed record KeyRollRequest(string Key = KeyRollRequest.OfRecords)
{
    public const string OfRecords = "zsk";
    public const string OfKeys = "ksk";
}

/// <summary>The keys of a zone.</summary>
internal sealed record ZoneKeyListing(string Zone, IReadOnlyList<ZoneKeyView> Keys);

/// <summary>A key of a zone.</summary>
/// <param name="Key"><c>zsk</c> or <c>ksk</c>.</param>
/// <param name="Tag">By which signatures name it.</param>
/// <param name="Algorithm">Its algorithm's number.</param>
/// <param name="Stage"><c>signing</c> but for a key that comes or goes: <c>published</c>, <c>retired</c>, <c>introduced</c>, <c>superseded</c>, <c>released</c> or <c>revoked</c>.</param>
/// <param name="Since">Since when.</param>
/// <param name="Ds">Of a KSK, the data of the DS record that points at it.</param>
internal sealed record ZoneKeyView(string Key, int Tag, int Algorithm, string Stage, DateTimeOffset Since, string? Ds = null);

/// <summary>A domain that was delegated.</summary>
/// <param name="Zone">The zone that does.</param>
/// <param name="Servers">To whom, each as NAME=ADDRESS.</param>
internal sealed record RegistrationView(string Name, string Zone, IReadOnlyList<string> Servers);
