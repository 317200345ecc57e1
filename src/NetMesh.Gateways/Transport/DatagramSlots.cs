using System.Buffers.Binary;
using System.Runtime.InteropServices;
using NetMesh.Protocols.Addressing;
using static NetMesh.Gateways.Transport.LinuxDatagrams;

namespace NetMesh.Gateways.Transport;

/// <summary>A batch of datagrams in memory that the kernel reads and fills: addresses, control messages and bytes, allocated once.</summary>
internal sealed unsafe class DatagramSlots : IDisposable
{
    private readonly byte* memory;
    private readonly MessageSlot* slots;

    /// <param name="count">Datagrams in the batch.</param>
    /// <param name="maxLength">Bytes of each.</param>
    public DatagramSlots(int count, int maxLength)
    {
        Count = count;
        MaxLength = maxLength;
        var each = sizeof(MessageSlot) + sizeof(IoVector) + sizeof(SocketAddressIPv4) + sizeof(PacketInfoControl) + maxLength;
        memory = (byte*)NativeMemory.AllocZeroed((nuint)(count * each));
        slots = (MessageSlot*)memory;
        var vectors = (IoVector*)(slots + count);
        var names = (SocketAddressIPv4*)(vectors + count);
        var controls = (PacketInfoControl*)(names + count);
        var bytes = (byte*)(controls + count);
        for (var i = 0; i < count; i++)
        {
            vectors[i] = new IoVector { Base = bytes + ((long)i * maxLength), Length = (nuint)maxLength };
            slots[i] = new MessageSlot { Name = names + i, Vectors = vectors + i, VectorCount = 1, Control = controls + i };
        }
    }

    public int Count { get; }

    public int MaxLength { get; }

    public MessageSlot* At(int index) => slots + index;

    /// <summary>Makes the first <paramref name="used"/> slots ready to be filled again.</summary>
    public void PrepareToReceive(int used)
    {
        for (var i = 0; i < used; i++)
        {
            slots[i].NameLength = (uint)sizeof(SocketAddressIPv4);
            slots[i].ControlLength = (nuint)sizeof(PacketInfoControl);
            slots[i].Flags = 0;
        }
    }

    /// <summary>Reads a received datagram; false when it was cut short or its local address is unknown.</summary>
    public bool TryRead(int index, ushort localPort, out Endpoint from, out Endpoint to, out ReadOnlySpan<byte> datagram)
    {
        var slot = slots + index;
        var control = slot->Control;
        if ((slot->Flags & MsgTruncated) != 0 || slot->ControlLength < PacketInfoControl.LengthWithData
            || control->Level != IpProtocol || control->Type != IpPacketInfo || slot->Name->Family != FamilyIPv4)
        {
            from = to = default;
            datagram = default;
            return false;
        }

        from = new Endpoint(
            new IPv4Address(BinaryPrimitives.ReverseEndianness(slot->Name->Address)), BinaryPrimitives.ReverseEndianness(slot->Name->Port));
        to = new Endpoint(new IPv4Address(BinaryPrimitives.ReverseEndianness(control->Local)), localPort);
        datagram = new ReadOnlySpan<byte>(slot->Vectors->Base, (int)slot->Length);
        return true;
    }

    /// <summary>Fills a slot with a datagram to send.</summary>
    public void Write(int index, IPv4Address from, Endpoint to, ReadOnlySpan<byte> datagram)
    {
        var slot = slots + index;
        datagram.CopyTo(new Span<byte>(slot->Vectors->Base, MaxLength));
        slot->Vectors->Length = (nuint)datagram.Length;
        slot->NameLength = (uint)sizeof(SocketAddressIPv4);
        *slot->Name = new SocketAddressIPv4
        {
            Family = FamilyIPv4,
            Port = BinaryPrimitives.ReverseEndianness(to.Port),
            Address = BinaryPrimitives.ReverseEndianness(to.Address.Value),
        };
        slot->ControlLength = (nuint)sizeof(PacketInfoControl);
        *slot->Control = new PacketInfoControl
        {
            Length = PacketInfoControl.LengthWithData,
            Level = IpProtocol,
            Type = IpPacketInfo,
            Local = BinaryPrimitives.ReverseEndianness(from.Value),
        };
    }

    public void Dispose() => NativeMemory.Free(memory);
}
