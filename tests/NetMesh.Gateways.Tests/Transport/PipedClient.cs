using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using NetMesh.Gateways.Transport;

namespace NetMesh.Gateways.Tests.Transport;

/// <summary>A client without a socket: what he says and hears are pipes, so that a test has in its hand in which order a gateway sees bytes and ends.</summary>
internal sealed class PipedClient : IAsyncDisposable
{
    private readonly Pipe said = new();
    private readonly Pipe heard = new();

    public PipedClient(EnteredConnection entered)
    {
        Connection = new DefaultConnectionContext("piped", new Duplex(said.Reader, heard.Writer), new Duplex(heard.Reader, said.Writer));
        Connection.Features.Set(entered);
    }

    /// <summary>As the gateway sees him.</summary>
    public DefaultConnectionContext Connection { get; }

    public PipeWriter Says => said.Writer;

    public PipeReader Hears => heard.Reader;

    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
