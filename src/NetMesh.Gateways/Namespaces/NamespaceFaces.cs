using System.Net.Sockets;
using NetMesh.Gateways.Transport;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Gateways.Namespaces;

/// <summary>
/// What of other commands can be seen in one namespace: where one of them listens, a socket at that very address and port is bound in here, and what comes in goes over
/// the planet's network. A datagram that comes in from elsewhere leaves from such a socket, too, and so its answer finds back. Safe from any thread.
/// </summary>
internal sealed class NamespaceFaces(EnteredNamespace inside, INamespaceGateways gateways) : IAsyncDisposable
{
    private const int MostPassing = 512;

    private readonly Lock gate = new();
    private readonly Dictionary<(Endpoint At, bool IsDatagram), Task<IAsyncDisposable?>> faces = [];
    private readonly Queue<Endpoint> passing = [];
    private readonly HashSet<(Endpoint At, bool IsDatagram)> announced = [];
    private bool closed;

    /// <summary>Somebody elsewhere listens there from now on.</summary>
    public void Show(Endpoint at, bool isDatagram)
    {
        lock (gate)
        {
            announced.Add((at, isDatagram));
            _ = Open(at, isDatagram);
        }
    }

    /// <summary>Nobody does any more.</summary>
    public void Hide(Endpoint at, bool isDatagram)
    {
        lock (gate)
        {
            announced.Remove((at, isDatagram));
            Close(at, isDatagram);
        }
    }

    /// <summary>A datagram from elsewhere, for somebody in here.</summary>
    public async Task SendAsync(Endpoint from, Endpoint to, ReadOnlyMemory<byte> datagram)
    {
        Task<IAsyncDisposable?> face;
        lock (gate)
        {
            if (!faces.ContainsKey((from, true)))
            {
                // Of those who only ask, the one that came first makes room.
                passing.Enqueue(from);
                if (passing.Count > MostPassing && passing.Dequeue() is var oldest && !announced.Contains((oldest, true)))
                {
                    Close(oldest, isDatagram: true);
                }
            }

            face = Open(from, isDatagram: true);
        }

        if (await face is DatagramFace open)
        {
            await open.SendAsync(to, datagram);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task<IAsyncDisposable?>[] all;
        lock (gate)
        {
            closed = true;
            all = [.. faces.Values];
            faces.Clear();
        }

        await Task.WhenAll(all.Select(CloseAsync));
    }

    private Task<IAsyncDisposable?> Open(Endpoint at, bool isDatagram)
    {
        if (!faces.TryGetValue((at, isDatagram), out var face))
        {
            face = closed ? Task.FromResult<IAsyncDisposable?>(null) : OpenAsync(at, isDatagram);
            if (!closed)
            {
                faces[(at, isDatagram)] = face;
            }
        }

        return face;
    }

    private void Close(Endpoint at, bool isDatagram)
    {
        if (faces.Remove((at, isDatagram), out var face))
        {
            _ = CloseAsync(face);
        }
    }

    private async Task<IAsyncDisposable?> OpenAsync(Endpoint at, bool isDatagram)
    {
        // Asked at once, so that the namespace hears of it in order; null when the port is taken in there.
        var bound = inside.BindAsync(at, isDatagram);
        return await bound is { } socket ? await gateways.ShowAsync(socket, at, isDatagram) : null;
    }

    private static async Task CloseAsync(Task<IAsyncDisposable?> face)
    {
        try
        {
            if (await face is { } open)
            {
                await open.DisposeAsync();
            }
        }
        catch (Exception error) when (error is GatewayError or IOException or SocketException)
        {
            // It never was open.
        }
    }
}
