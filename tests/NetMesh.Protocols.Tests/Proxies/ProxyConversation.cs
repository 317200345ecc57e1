using System.Buffers;
using System.Text;
using NetMesh.Protocols.Proxies;

namespace NetMesh.Protocols.Tests.Proxies;

/// <summary>A client and a proxy that share a memory: what the client says, and what comes of it.</summary>
internal sealed class ProxyConversation(IProxySession session)
{
    private readonly ArrayBufferWriter<byte> answers = new();
    private byte[] unread = [];

    /// <summary>Everything that the proxy has said.</summary>
    public byte[] Said => answers.WrittenSpan.ToArray();

    public string SaidText => Encoding.Latin1.GetString(Said);

    /// <summary>What the client said and the proxy has not consumed.</summary>
    public byte[] Unread => unread;

    /// <summary>The client says something, in pieces of this many bytes; ends with the first call or error.</summary>
    public ProxyTurn Hear(byte[] bytes, int pieces = int.MaxValue)
    {
        var turn = default(ProxyTurn);
        foreach (var piece in bytes.Chunk(Math.Min(pieces, Math.Max(1, bytes.Length))))
        {
            unread = [.. unread, .. piece];
            if (turn is { Call: null, Error: null })
            {
                turn = session.Receive(new ReadOnlySequence<byte>(unread), answers);
                unread = unread[turn.Consumed..];
            }
        }

        return turn;
    }

    /// <summary>What became of the call, in the proxy's words.</summary>
    public byte[] Answer(ProxyOutcome outcome)
    {
        answers.ResetWrittenCount();
        session.Answer(outcome, answers);
        return Said;
    }
}
