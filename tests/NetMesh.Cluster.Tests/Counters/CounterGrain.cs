using System.Globalization;
using NetMesh.Contracts.Hosts;
using NetMesh.Grains.Hosts;
using NetMesh.Grains.Placement;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.Wire;

namespace NetMesh.Cluster.Tests.Counters;

/// <summary>Sends simulated blocks, each with a content tag that only the block with its number has; answers each with its number.</summary>
[PlacedInHostRegion]
public sealed class CounterGrain(HostSurroundings surroundings) : HostGrain(surroundings), ICounterGrain
{
    /// <summary>The kind of program, for the planet's directory.</summary>
    public const string Service = "counter";

    /// <summary>Where all counters listen.</summary>
    public const ushort Port = 7070;

    private const int BlockLength = 1000;

    private Count count = new(0, 0, 0, 0, "", 0, 0);

    /// <summary>For the door.</summary>
    public static readonly HostProgram Program = new(Service, static (grains, address) => grains.GetGrain<ICounterGrain>(address));

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Listen(new Endpoint(Address, Port), Service);
        return Task.CompletedTask;
    }

    public ValueTask FloodAsync(Endpoint to, int messages)
    {
        var end = Network.Connect(new Endpoint(Address, 0), to);
        Connections.Add(new Numbered(end) { Total = messages });
        return ValueTask.CompletedTask;
    }

    public ValueTask<Count> LookAsync() => ValueTask.FromResult(count);

    public override HostConnection? OnOpened(ConnectionEnd end, Dialled dialled)
    {
        count = count with { Opened = count.Opened + 1 };
        return new Numbered(end);
    }

    public override void OnAccepted(HostConnection connection)
    {
        count = count with { Accepted = count.Accepted + 1 };
        Pump((Numbered)connection);
    }

    public override void OnWritable(HostConnection connection) => Pump((Numbered)connection);

    public override void OnMessage(HostConnection connection, WireMessage message)
    {
        var numbered = (Numbered)connection;
        switch (message)
        {
            case PieceBlock block when block.Piece == numbered.Heard && block.Block.Length == BlockLength && block.Block.Tag == TagOf(numbered.Heard):
                numbered.Heard++;
                count = count with { Received = count.Received + 1 };
                Network.Send(connection.End, new Have(block.Piece));
                break;
            case Have have when have.Piece == numbered.Confirmed:
                numbered.Confirmed++;
                count = count with { Confirmed = count.Confirmed + 1 };
                break;
            default:
                var number = message is PieceBlock other ? other.Piece : (message as Have)?.Piece;
                count = count.Wrong.Length > 0 ? count : count with
                {
                    Wrong = string.Create(CultureInfo.InvariantCulture, $"{message.GetType().Name} {number} after {numbered.Heard} blocks and {numbered.Confirmed} answers"),
                };
                break;
        }
    }

    public override void OnClosed(HostConnection connection) => count = count with { Closed = count.Closed + 1 };

    public override void OnReset(HostConnection connection) => count = count with { Resets = count.Resets + 1 };

    private void Pump(Numbered connection)
    {
        while (connection.Sent < connection.Total)
        {
            var number = connection.Sent++;
            if (!Network.Send(connection.End, new PieceBlock(number, 0, Block.Simulated(BlockLength, TagOf(number)))))
            {
                return;
            }
        }
    }

    private static ulong TagOf(int number) => 0x9E37_79B9_7F4A_7C15UL * (ulong)(number + 1);

    private sealed class Numbered(ConnectionEnd end) : HostConnection(end)
    {
        public int Total { get; init; }

        public int Sent { get; set; }

        public int Heard { get; set; }

        public int Confirmed { get; set; }
    }
}
