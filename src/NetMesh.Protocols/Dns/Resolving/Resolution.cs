using System.Collections.Immutable;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security.Validating;

namespace NetMesh.Protocols.Dns.Resolving;

/// <summary>
/// One question on its way down the tree (RFC 1034 §5.3.3): from the nearest delegation that the cache knows, server by server, each asked for no more of the name than it
/// needs to send us on (RFC 9156). What comes is believed only as far as the server's own zone reaches, and all that a question may cost is bounded. Holds no clock and no
/// socket: it says whom to ask, and is told what came.
/// </summary>
public sealed class Resolution
{
    /// <summary>Questions to servers that one question of a client may cost, whatever delegations say (NXNS, self-pointing ones).</summary>
    public const int MostQueries = 40;

    /// <summary>Questions besides, for keys and what points at them.</summary>
    private const int MostEvidence = 40;

    /// <summary>Aliases in a row.</summary>
    public const int MostAliases = 12;

    /// <summary>Addresses of servers that are looked up for the addresses of servers.</summary>
    private const int MostDepth = 5;

    /// <summary>Servers of one delegation whose addresses are looked up; a delegation may name any number (NXNS).</summary>
    private const int MostServersSought = 3;

    /// <summary>Whoever looks up for us may have to ask several servers before it answers, and how fast it was before says little of that.</summary>
    private static readonly TimeSpan LeastPatienceWithForwarders = TimeSpan.FromSeconds(1.5);

    /// <summary>However long servers are silent, a client has long asked again by then.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    private readonly Question question;
    private readonly NameCache cache;
    private readonly ServerBook book;
    private readonly ImmutableArray<IPv4Address> roots;
    private readonly Random random;
    private readonly Stack<Goal> goals = new();
    private readonly ImmutableArray<CachedAnswer>.Builder aliases = ImmutableArray.CreateBuilder<CachedAnswer>();
    private readonly ImmutableArray<ResolutionHop>.Builder hops = ImmutableArray.CreateBuilder<ResolutionHop>();
    private readonly AnswerCheck check;
    private CachedAnswer? found;
    private TimeSpan began;
    private Asked? asked;

    /// <param name="question">What the client wants to know.</param>
    /// <param name="cache">What is known already; what is learnt goes there.</param>
    /// <param name="book">How fast servers are.</param>
    /// <param name="roots">Addresses of servers of the root.</param>
    /// <param name="random">Draws ids and the case of letters, which whoever answers blindly does not know (RFC 5452).</param>
    /// <param name="trust">What answers are validated with; null for nothing.</param>
    public Resolution(Question question, NameCache cache, ServerBook book, ImmutableArray<IPv4Address> roots, Random random, TrustedTime? trust = null)
    {
        this.question = question;
        this.cache = cache;
        this.book = book;
        this.roots = roots;
        this.random = random;
        check = new AnswerCheck(trust);
        goals.Push(new Goal(question.Name, question.Type, GoalKind.Answer));
    }

    /// <summary>Letters are asked for in a case drawn by lot, which the answer must repeat.</summary>
    public bool MixesCase { get; init; } = true;

    /// <summary>Resolvers that are asked instead of the servers of the tree; none: those of the tree.</summary>
    public ImmutableArray<IPv4Address> Forwarders { get; init; } = [];

    /// <summary>Nobody waits for it: what is known, but soon no longer, is looked up anew.</summary>
    public bool Renews { get; init; }

    /// <summary>Questions that servers were asked.</summary>
    public int Queries => hops.Count + (asked is null ? 0 : 1);

    /// <summary>What validating cost.</summary>
    public WorkBudget Work => check.Budget;

    /// <summary>Answers that were none to what had been asked: somebody else's, or somebody's who wants to be taken for a server.</summary>
    public int Foreign { get; private set; }

    private bool IsForwarding => !Forwarders.IsEmpty;

    /// <summary>What comes first.</summary>
    public ResolutionStep Begin(TimeSpan now)
    {
        began = now;
        return Next(now);
    }

    /// <summary>An answer came. Null when it is none to what was asked, which is still waited for.</summary>
    public ResolutionStep? OnAnswer(IPv4Address from, DnsMessage answer, TimeSpan now)
    {
        if (asked is not { } waiting || from != waiting.Server || answer.Id != waiting.Query.Id || answer.Question is not { } repeated
            || repeated.Type != waiting.Query.Question!.Type || !repeated.Name.Wire.SequenceEqual(waiting.Query.Question.Name.Wire))
        {
            Foreign++;
            return null;
        }

        asked = null;
        if (!waiting.OverStream)
        {
            book.Answered(from, now - waiting.At);
        }

        Note(waiting, Learn(waiting, answer, now), now);
        return Next(now);
    }

    private HopOutcome Learn(Asked over, DnsMessage answer, TimeSpan now)
    {
        if (answer.Flags.HasFlag(MessageFlags.Truncated) && !over.OverStream)
        {
            over.Goal.Truncated = over;
            return HopOutcome.Truncated;
        }

        // A server repeats the case in which it was asked; nobody else shall see that.
        var spelled = over.Query.Question!;
        return new ServerAnswer(over, answer.About(spelled with { Name = over.Goal.Name.Ancestor(spelled.Name.LabelCount) }), cache, now).Learn();
    }

    /// <summary>Nothing came in time.</summary>
    public ResolutionStep OnSilence(TimeSpan now)
    {
        if (asked is { } waiting)
        {
            book.WasSilent(waiting.Server);
            waiting.Goal.Fail(waiting.Server, times: 2);
            asked = null;
            Note(waiting, HopOutcome.Silence, now);
        }

        return Next(now);
    }

    private void Note(Asked over, HopOutcome outcome, TimeSpan now) =>
        hops.Add(new ResolutionHop(over.Server, over.Cut, over.Query.Question!, outcome, over.At - began, now - over.At));

    private ResolutionStep Next(TimeSpan now)
    {
        while (true)
        {
            if (Pursue(now) is { } ask)
            {
                return ask;
            }

            // Nobody could say; perhaps it was known once (RFC 8767).
            found ??= cache.Find(question.Name, question.Type, Trust.Answer, now, stale: true);
            if (found is null)
            {
                return new Resolved(question, [], null, Verdict.Insecure, hops.ToImmutable());
            }

            if (check.Judge(aliases, found, cache, now, out var needed) is { } verdict)
            {
                if (check.TakesSecondLook(cache))
                {
                    // What is wrong may have been somebody else's answer: the server's own is right.
                    aliases.Clear();
                    found = null;
                    goals.Push(new Goal(question.Name, question.Type, GoalKind.Answer));
                    continue;
                }

                return new Resolved(question, aliases.ToImmutable(), found, verdict, hops.ToImmutable());
            }

            goals.Push(new Goal(needed!.Name, needed.Type, GoalKind.Evidence));
        }
    }

    // Null: nothing is sought any more.
    private AskServer? Pursue(TimeSpan now)
    {
        while (goals.TryPeek(out var goal))
        {
            if (Known(goal, now) is { } known)
            {
                End(goal, known);
            }
            else if (!Follow(goal, now) && Ask(goal, now) is { } ask)
            {
                return ask;
            }
            else if (goal.IsHopeless)
            {
                End(goal, null);
            }
        }

        return null;
    }

    private void End(Goal goal, CachedAnswer? known)
    {
        goals.Pop();
        switch (goal.Kind)
        {
            case GoalKind.Answer:
                found = known;
                break;
            case GoalKind.Evidence:
                check.Learn(goal.Name, goal.Type, known?.Finding);
                break;
        }
    }

    private CachedAnswer? Known(Goal goal, TimeSpan now) =>
        goal.Said ?? Kept(goal, goal.Type, goal.Kind == GoalKind.Evidence ? Trust.Referral : Trust.Answer, now, out var isDue)
        ?? (check.IsOn && !isDue ? cache.Gaps.Find(goal.Name, goal.Type, now, check.Budget) : null);

    private CachedAnswer? Kept(Goal goal, RecordType type, Trust least, TimeSpan now, out bool isDue)
    {
        var known = cache.Find(goal.Name, type, least, now);
        isDue = Renews && goal.Kind == GoalKind.Answer && known is { IsDue: true };
        return isDue ? null : known;
    }

    // The name is another's alias: that one is sought. Who looks for a server's address does not follow (RFC 2181 §10.3).
    private bool Follow(Goal goal, TimeSpan now)
    {
        if (goal.Type == RecordType.CNAME || (goal.SaidAlias ?? Kept(goal, RecordType.CNAME, Trust.Answer, now, out _)) is not { Records: [var alias, ..] } known)
        {
            return false;
        }

        End(goal, goal.Kind == GoalKind.Evidence ? known : null);
        if (goal.Kind == GoalKind.Answer && aliases.Count < MostAliases)
        {
            aliases.Add(known);
            goals.Push(new Goal(alias.Data.Name(0), goal.Type, GoalKind.Answer));
        }

        return true;
    }

    // Null: no server can be asked now. Then there is another goal before this one, or none is left and this one is hopeless.
    private AskServer? Ask(Goal goal, TimeSpan now)
    {
        if (Queries >= (goal.Kind == GoalKind.Evidence ? MostQueries + MostEvidence : MostQueries) || now - began > Longest)
        {
            goal.IsHopeless = true;
            return null;
        }

        if (goal.Truncated is { } truncated)
        {
            goal.Truncated = null;
            return Ask(truncated with { Query = truncated.Query.WithId(DrawId()), At = now, OverStream = true });
        }

        for (var labels = IsForwarding ? 0 : goal.Type == RecordType.DS ? goal.Name.LabelCount - 1 : goal.Name.LabelCount; labels >= 0; labels--)
        {
            var cut = goal.Name.Ancestor(labels);
            var servers = Servers(cut, goal, now, out var unknown);
            if (servers.Count > 0)
            {
                return Ask(goal, cut, servers, now);
            }

            if (unknown is not null)
            {
                goals.Push(new Goal(unknown, RecordType.A, GoalKind.ServerAddress));
                return null;
            }

            if (goal.SentTo.Contains(cut))
            {
                break;
            }
        }

        goal.IsHopeless = true;
        return null;
    }

    // The addresses of a zone's servers; where there are none, a server whose address can be looked up.
    private List<IPv4Address> Servers(DomainName cut, Goal goal, TimeSpan now, out DomainName? unknown)
    {
        unknown = null;
        var servers = new List<IPv4Address>();
        if (cut.IsRoot)
        {
            servers.AddRange((IsForwarding ? Forwarders : roots).Where(goal.MayAsk));
        }
        else if (cache.Find(cut, RecordType.NS, Trust.Referral, now) is { } delegation)
        {
            foreach (var name in delegation.Records.Select(record => record.Data.Name(0)))
            {
                if (cache.Find(name, RecordType.A, Trust.Glue, now) is { } addresses)
                {
                    servers.AddRange(addresses.Records.Select(record => record.Data.Address).Where(goal.MayAsk));
                }
                else if (unknown is null && goals.Count <= MostDepth && goal.Sought.Count < MostServersSought && !goal.Sought.Contains(name)
                    && !goals.Any(other => other.Name.Equals(name)))
                {
                    unknown = name;
                }
            }
        }

        if (servers.Count > 0)
        {
            unknown = null;
        }
        else if (unknown is not null)
        {
            goal.Sought.Add(unknown);
        }

        return servers;
    }

    private AskServer Ask(Goal goal, DomainName cut, List<IPv4Address> servers, TimeSpan now)
    {
        // One label more than the zone has, or than is known to be no zone of its own.
        var labels = Math.Min(goal.Name.LabelCount, Math.Max(cut.LabelCount, goal.NoCutUpTo) + 1);
        while (labels < goal.Name.LabelCount && cache.Find(goal.Name.Ancestor(labels), RecordType.A, Trust.Answer, now) is not null)
        {
            labels++;
        }

        var isWhole = labels == goal.Name.LabelCount || goal.AsksWhole || IsForwarding;
        var name = isWhole ? goal.Name : goal.Name.Ancestor(labels);
        var query = new DnsMessage
        {
            Id = DrawId(),

            // What others have found wrong we want to see, and judge ourselves (RFC 4035 §3.2.2).
            Flags = !IsForwarding ? MessageFlags.None : MessageFlags.RecursionDesired | (check.IsOn ? MessageFlags.CheckingDisabled : MessageFlags.None),
            Question = new Question(MixesCase ? LetterCase.Draw(name, () => random.Next(2) == 0) : name, isWhole ? goal.Type : RecordType.A),
            Edns = new Edns(Edns.UsualUdpLength, check.IsOn),
        };
        return Ask(new Asked(goal, book.Pick(servers), cut, query, now, IsForwarding));
    }

    private AskServer Ask(Asked asking)
    {
        asked = asking;
        var patience = book.PatienceWith(asking.Server);
        patience = asking.IsForwarded && patience < LeastPatienceWithForwarders ? LeastPatienceWithForwarders : patience;

        // A connection is set up first, which takes as long again.
        return new AskServer(asking.Server, asking.Query, asking.OverStream ? 2 * patience : patience, asking.OverStream);
    }

    private ushort DrawId() => (ushort)random.Next(ushort.MaxValue + 1);
}
