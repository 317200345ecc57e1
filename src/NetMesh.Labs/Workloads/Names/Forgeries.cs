using Microsoft.Extensions.DependencyInjection;
using NetMesh.Contracts.Hosts;
using NetMesh.Labs.Runs;
using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Wire;

namespace NetMesh.Labs.Workloads.Names;

/// <summary>
/// Somebody sends a resolver answers in a server's name, in the hope that one is taken for that server's. He is blind: he knows of a question because he had it asked, and
/// guesses what only the resolver and the server know (RFC 5452). Or he sits on the way and sees the question. He never ends, and is never in the way of the end.
/// </summary>
/// <param name="from">The host that forges.</param>
/// <param name="to">The resolver that is to believe it.</param>
/// <param name="claimed">The server in whose name it answers.</param>
/// <param name="accomplice">The host whose question to the resolver is the sign to begin.</param>
/// <param name="address">What the forged answers say.</param>
/// <param name="answers">How many, each time.</param>
/// <param name="guessesPort">The port is guessed, too; otherwise it is known to be that of name servers.</param>
/// <param name="sees">It sees the question on its way, and has no need to guess.</param>
internal sealed class Forgeries(string from, string to, string claimed, string accomplice, IPv4Address address, long answers, bool guessesPort, bool sees) : IWorkload
{
    private const uint LongTtl = 86_400;

    private Random random = null!;
    private IForger forger = null!;
    private IPv4Address forgerAt;
    private Endpoint server;

    public static WorkloadKind Kind { get; } = new(
        "forgeries", "a host sends a resolver answers in a server's name; from: who forges, to: the resolver, claims: the server, accomplice: whose question is the sign to begin,"
            + " address: what the answers say, answers: how many for each question, port: known or guessed; knows: nothing, or the question, which it sees on its way",
        Make);

    public void AddServices(IServiceCollection services) => NameLog.AddTo(services);

    public ValueTask BeginAsync(Scene scene)
    {
        (random, forger) = (scene.Random("forgeries"), (IForger)scene.Mesh.Network);
        forgerAt = scene.HostsOf(from)[0].Address;
        server = new Endpoint(scene.HostsOf(claimed)[0].Address, scene.Mesh.Services.GetRequiredService<PortPlan>().RealPort(ServiceNames.NameServerPort));
        var resolver = scene.HostsOf(to)[0].Address;
        var asker = scene.HostsOf(accomplice)[0].Address;
        scene.Mesh.Services.GetRequiredService<LaboratoryDoor>().Watch((_, source, destination, message) =>
        {
            if (message is not DnsMessage { IsResponse: false, Question: { } question } query)
            {
                return;
            }

            if (sees && source.Address == resolver && destination == server)
            {
                Forge(source, query.Id, question);
            }
            else if (!sees && source.Address == asker && destination.Address == resolver)
            {
                for (var i = 0L; i < answers; i++)
                {
                    var port = guessesPort ? (ushort)random.Next(PlanetMap.FirstEphemeralPort, ushort.MaxValue + 1) : destination.Port;
                    Forge(new Endpoint(resolver, port), (ushort)random.Next(ushort.MaxValue + 1), question);
                }
            }
        });
        return ValueTask.CompletedTask;
    }

    public ValueTask<double> ProgressAsync() => ValueTask.FromResult(1.0);

    private static Forgeries Make(Section section) => new(
        section.RequiredValue("from", Words.Name, ""),
        section.RequiredValue("to", Words.Name, ""),
        section.RequiredValue("claims", Words.Name, ""),
        section.RequiredValue("accomplice", Words.Name, ""),
        section.RequiredValue("address", Words.Address, default),
        section.Value("answers", Numbers.Whole(0, 1_000_000), 1),
        section.Value("port", Words.Choice(("known", false), ("guessed", true)), false),
        section.Value("knows", Words.Choice(("nothing", false), ("the-question", true)), false));

    private void Forge(Endpoint resolver, ushort id, Question question) => forger.ForgeDatagram(forgerAt, server, resolver, new DnsMessage
    {
        Id = id,
        Flags = MessageFlags.Response | MessageFlags.Authoritative,
        Question = question,
        Answers = [new ResourceRecord(question.Name, LongTtl, RecordData.Of(address))],
    });
}
