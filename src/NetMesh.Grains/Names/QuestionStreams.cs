using NetMesh.Grains.Hosts;
using NetMesh.Planet;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Names;

/// <summary>
/// Questions that other hosts ask a name server over connections (RFC 7766): any number on each, answered as they are done with. Who says nothing for a while is cut off.
/// </summary>
/// <param name="network">The planet's network.</param>
/// <param name="connections">The host's streams.</param>
/// <param name="answer">Answers a question, in as many messages as it takes; none when nothing is said to it.</param>
/// <param name="after">Calls back after a time, unless disposed of before.</param>
internal sealed class QuestionStreams(
    INetwork network, HostConnections connections, Func<AnsweringConnection, DnsMessage, Task<IReadOnlyList<DnsMessage>>> answer, Func<TimeSpan, Action, IDisposable> after)
{
    /// <summary>Whoever dials beyond them is refused.</summary>
    private const int Most = 1000;

    /// <summary>Questions under way on one; with more of them it is cut off.</summary>
    private const int MostPending = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Somebody dialled. Null: there are too many.</summary>
    public HostConnection? Open(ConnectionEnd end, Dialled dialled)
    {
        if (connections.Count >= Most)
        {
            return null;
        }

        var connection = new AnsweringConnection(end, dialled);
        Await(connection);
        return connection;
    }

    /// <summary>Something came over one.</summary>
    public void OnMessage(AnsweringConnection connection, DnsMessage query)
    {
        if (query.IsResponse || connection.Pending >= MostPending)
        {
            connections.Reset(connection);
            OnGone(connection);
            return;
        }

        _ = AnswerAsync(connection, query);
    }

    /// <summary>It is gone.</summary>
    public static void OnGone(AnsweringConnection connection) => connection.Alarm?.Dispose();

    private async Task AnswerAsync(AnsweringConnection connection, DnsMessage query)
    {
        connection.Pending++;
        Await(connection);
        try
        {
            foreach (var message in await answer(connection, query))
            {
                network.Send(connection.End, new FramedDnsMessage(message));
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The owner of a zone, or its silo, is not there: whoever asked sees the connection end, and asks another.
            connections.Reset(connection);
        }

        connection.Pending--;
        Await(connection);
    }

    // The time of silence begins anew, and does not run while it waits for us.
    private void Await(AnsweringConnection connection)
    {
        connection.Alarm?.Dispose();
        connection.Alarm = connection.IsGone || connection.Pending > 0 ? null : after(Patience, () => connections.Close(connection));
    }
}

/// <summary>A connection on which a name server is asked.</summary>
internal sealed class AnsweringConnection(ConnectionEnd end, Dialled dialled) : HostConnection(end)
{
    public Dialled Dialled => dialled;

    /// <summary>Questions that are not answered yet.</summary>
    public int Pending { get; set; }

    public IDisposable? Alarm { get; set; }
}
