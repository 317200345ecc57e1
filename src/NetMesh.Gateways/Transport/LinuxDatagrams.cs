using System.Runtime.InteropServices;

namespace NetMesh.Gateways.Transport;

/// <summary>
/// Linux' calls that move many datagrams at once (recvmmsg(2), sendmmsg(2)), and the control message that says to which local address a datagram came
/// or from which it shall leave (IP_PKTINFO, ip(7)). Structures as on 64-bit little-endian systems.
/// </summary>
internal static unsafe partial class LinuxDatagrams
{
    public const int MsgTruncated = 0x20;
    public const int MsgWaitForOne = 0x10000;
    public const int IpProtocol = 0;
    public const int IpPacketInfo = 8;
    public const ushort FamilyIPv4 = 2;

    public static bool IsSupported => OperatingSystem.IsLinux() && sizeof(nint) == 8 && BitConverter.IsLittleEndian;

    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    public static partial int Receive(SafeHandle socket, MessageSlot* slots, uint count, int flags, void* timeout);

    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    public static partial int Send(SafeHandle socket, MessageSlot* slots, uint count, int flags);

    /// <summary>struct mmsghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageSlot
    {
        public SocketAddressIPv4* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public PacketInfoControl* Control;
        public nuint ControlLength;
        public int Flags;
        private readonly uint endOfMsghdr;
        public uint Length;
        private readonly uint padding;
    }

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    /// <summary>struct sockaddr_in; port and address in network order.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct SocketAddressIPv4
    {
        public ushort Family;
        public ushort Port;
        public uint Address;
        private readonly ulong zero;
    }

    /// <summary>struct cmsghdr followed by struct in_pktinfo, padded to CMSG_SPACE.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PacketInfoControl
    {
        /// <summary>CMSG_LEN(sizeof(struct in_pktinfo)).</summary>
        public const int LengthWithData = 28;

        public nuint Length;
        public int Level;
        public int Type;
        public int Interface;

        /// <summary>Local address: where it was received, or where it shall leave from.</summary>
        public uint Local;

        /// <summary>Destination in the datagram's header; receiving only.</summary>
        public uint Destination;
        private readonly uint padding;
    }
}
