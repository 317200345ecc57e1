using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace NetMesh.Bench;

/// <summary>
/// <c>collect --pid PID</c>: makes another .NET process look at its whole heap, so that its metrics afterwards say what lives. Every .NET process listens for
/// such requests of its user on a socket among its temporary files (dotnet/diagnostics, ipc-protocol.md); this one begins a trace whose keyword asks the
/// collector for a look at the heap, and ends it by hanging up.
/// </summary>
internal static class FullCollection
{
    private const byte TracingCommands = 2;
    private const byte CollectTracing = 2;
    private const ulong HeapCollectKeyword = 0x80_0000;
    private const uint Informational = 4;
    private const int HeaderLength = 20;

    public static int Run(string[] args)
    {
        var pid = BenchArguments.Number(args, "--pid", 0);
        if (Directory.GetFiles(Path.GetTempPath(), $"dotnet-diagnostic-{pid}-*-socket") is not [var path, ..])
        {
            Console.Error.WriteLine($"collect: no .NET process {pid} listens in {Path.GetTempPath()}; --pid PID is needed");
            return 2;
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        socket.Send(Request());

        // The answer, and the head of the trace: the runtime has begun. When it has collected its metrics say.
        using var trace = new NetworkStream(socket);
        trace.ReadExactly(new byte[HeaderLength + sizeof(ulong) + 1]);
        return 0;
    }

    private static byte[] Request()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.Unicode);
        writer.Write("DOTNET_IPC_V1\0"u8);
        writer.Write((ushort)0);
        writer.Write(TracingCommands);
        writer.Write(CollectTracing);
        writer.Write((ushort)0);
        writer.Write(1u); // Mebibytes of buffer.
        writer.Write(1u); // Format: nettrace.
        writer.Write(1u); // Providers.
        writer.Write(HeapCollectKeyword);
        writer.Write(Informational);
        const string Runtime = "Microsoft-Windows-DotNETRuntime\0";
        writer.Write((uint)Runtime.Length);
        writer.Write(Runtime.AsSpan());
        writer.Write(0u); // No arguments.
        writer.Flush();
        var request = bytes.ToArray();
        BinaryPrimitives.WriteUInt16LittleEndian(request.AsSpan(14), (ushort)request.Length);
        return request;
    }
}
