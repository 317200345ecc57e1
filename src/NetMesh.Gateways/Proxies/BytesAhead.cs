using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace NetMesh.Gateways.Proxies;

/// <summary>Puts bytes before all that a connection's client has yet to say; for as long as it is not disposed, whoever runs the connection reads them first.</summary>
internal sealed class BytesAhead : IDuplexPipe, IAsyncDisposable
{
    private readonly ConnectionContext connection;
    private readonly IDuplexPipe client;
    private readonly Pipe joined = new();
    private readonly Task copying;

    public BytesAhead(ConnectionContext connection, ReadOnlyMemory<byte> bytes)
    {
        this.connection = connection;
        client = connection.Transport;
        connection.Transport = this;
        copying = CopyAsync(bytes);
    }

    /// <inheritdoc/>
    public PipeReader Input => joined.Reader;

    /// <inheritdoc/>
    public PipeWriter Output => client.Output;

    public async ValueTask DisposeAsync()
    {
        connection.Transport = client;
        await joined.Reader.CompleteAsync();
        client.Input.CancelPendingRead();
        await copying;
    }

    private async Task CopyAsync(ReadOnlyMemory<byte> bytes)
    {
        Exception? failure = null;
        try
        {
            await joined.Writer.WriteAsync(bytes);
            await client.Input.CopyToAsync(joined.Writer);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // A socket that was cut off says so in words of its own, to whoever reads it at that moment.
            failure = new IOException("the client is gone, or was cut off", error);
        }

        await joined.Writer.CompleteAsync(failure);
    }
}
