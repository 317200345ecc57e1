using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace NetMesh.Gateways.Namespaces;

/// <summary>
/// Sockets that go from one process to another over a Unix socket (SCM_RIGHTS, unix(7)): each arrives as a descriptor of its own, and stays what it was, in the network
/// namespace where it was made. Structures as on 64-bit little-endian systems.
/// </summary>
internal static unsafe partial class LinuxDescriptors
{
    /// <summary>At most this many at a time; the system's own limit is 253.</summary>
    public const int Most = 64;

    private const int SolSocket = 1;
    private const int ScmRights = 1;
    private const int MsgDontWait = 0x40;
    private const int MsgNoSignal = 0x4000;
    private const int MsgCloseOnExec = 0x40000000;
    private const int Interrupted = 4;
    private const int HeaderLength = 16;

    /// <summary>Sends a message with sockets, which stay the sender's, too. Does not wait for room.</summary>
    /// <exception cref="IOException">The other side is gone, or takes nothing.</exception>
    public static void Send(SafeHandle line, ReadOnlySpan<byte> message, IReadOnlyList<Socket> sockets)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sockets.Count, Most);
        var control = stackalloc byte[HeaderLength + (Most * sizeof(int))];
        *(nuint*)control = (nuint)(HeaderLength + (sockets.Count * sizeof(int)));
        *(int*)(control + 8) = SolSocket;
        *(int*)(control + 12) = ScmRights;
        for (var i = 0; i < sockets.Count; i++)
        {
            ((int*)(control + HeaderLength))[i] = (int)sockets[i].SafeHandle.DangerousGetHandle();
        }

        fixed (byte* bytes = message)
        {
            var vector = new Vector { Base = bytes, Length = (nuint)message.Length };
            var header = new Header { Vectors = &vector, VectorCount = 1 };
            if (sockets.Count > 0)
            {
                header.Control = control;
                header.ControlLength = (nuint)(HeaderLength + AlignedLength(sockets.Count));
            }

            if (SendMessage(line, &header, MsgDontWait | MsgNoSignal) < 0)
            {
                throw new IOException(new Win32Exception(Marshal.GetLastPInvokeError()).Message);
            }
        }

        GC.KeepAlive(sockets);
    }

    /// <summary>Waits for the next message.</summary>
    /// <param name="line">Between the two processes.</param>
    /// <param name="buffer">Where its bytes go; what is longer is cut off.</param>
    /// <param name="sockets">Takes the sockets that came with it; they are the receiver's from now on.</param>
    /// <returns>Its length; 0 when the other side is gone.</returns>
    public static int Receive(SafeHandle line, Span<byte> buffer, List<Socket> sockets)
    {
        var control = stackalloc byte[HeaderLength + (Most * sizeof(int))];
        fixed (byte* bytes = buffer)
        {
            var vector = new Vector { Base = bytes, Length = (nuint)buffer.Length };
            nint length;
            Header header;
            do
            {
                header = new Header { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = (nuint)(HeaderLength + (Most * sizeof(int))) };
                length = ReceiveMessage(line, &header, MsgCloseOnExec);
            }
            while (length < 0 && Marshal.GetLastPInvokeError() == Interrupted);

            if (length <= 0)
            {
                return 0;
            }

            if (header.ControlLength >= HeaderLength && *(int*)(control + 8) == SolSocket && *(int*)(control + 12) == ScmRights)
            {
                var count = ((int)*(nuint*)control - HeaderLength) / sizeof(int);
                for (var i = 0; i < count; i++)
                {
                    sockets.Add(new Socket(new SafeSocketHandle(((int*)(control + HeaderLength))[i], ownsHandle: true)));
                }
            }

            return (int)length;
        }
    }

    private static int AlignedLength(int count) => ((count * sizeof(int)) + 7) & ~7;

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(SafeHandle socket, Header* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint ReceiveMessage(SafeHandle socket, Header* message, int flags);

    /// <summary>struct msghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        private readonly nint name;
        private readonly uint nameLength;
        public Vector* Vectors;
        public nuint VectorCount;
        public byte* Control;
        public nuint ControlLength;
        private readonly int flags;
    }

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Vector
    {
        public byte* Base;
        public nuint Length;
    }
}
