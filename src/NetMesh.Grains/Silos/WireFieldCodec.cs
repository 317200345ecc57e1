using System.Buffers;
using NetMesh.Protocols;
using NetMesh.Protocols.Wire;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.Serializers;
using Orleans.Serialization.WireProtocol;

namespace NetMesh.Grains.Silos;

/// <summary>
/// Teaches Orleans the protocols' messages and values: between silos they are the bytes that <see cref="WireCodec"/> and <see cref="WireValues"/> make of
/// them, behind their length; within a silo they are handed on as they are, since nobody changes them.
/// </summary>
public sealed class WireFieldCodec : IGeneralizedCodec, IGeneralizedCopier, ITypeFilter
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? scratch;

    public bool IsSupportedType(Type type) => typeof(WireMessage).IsAssignableFrom(type) || WireValues.Has(type);

    public bool? IsTypeAllowed(Type type) => IsSupportedType(type) ? true : null;

    public object? DeepCopy(object? input, CopyContext context) => input;

    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, object? value)
        where TBufferWriter : IBufferWriter<byte>
    {
        // A message that stands twice in one call is written once; values have no identity.
        var message = value as WireMessage;
        if (message is null && value is not null)
        {
            ReferenceCodec.MarkValueField(writer.Session);
        }
        else if (ReferenceCodec.TryWriteReferenceField(ref writer, fieldIdDelta, expectedType, message))
        {
            return;
        }

        var bytes = scratch ??= new ArrayBufferWriter<byte>();
        bytes.ResetWrittenCount();
        if (message is null)
        {
            WireValues.Write(value!, bytes);
        }
        else
        {
            WireCodec.Write(message, bytes);
        }

        // Any of the message types leads back here, so the one that is expected anyway need not be named.
        var named = message is null ? value!.GetType() : expectedType is not null && IsSupportedType(expectedType) ? expectedType : typeof(WireMessage);
        writer.WriteFieldHeader(fieldIdDelta, expectedType, named, WireType.LengthPrefixed);
        writer.WriteVarUInt32((uint)bytes.WrittenCount);
        writer.Write(bytes.WrittenSpan);
    }

    public object ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        if (field.WireType == WireType.Reference)
        {
            return ReferenceCodec.ReadReference(ref reader, field.FieldType ?? typeof(WireMessage))!;
        }

        field.EnsureWireType(WireType.LengthPrefixed);
        var bytes = reader.ReadBytes(reader.ReadVarUInt32());
        if (WireValues.AreValue(bytes))
        {
            ReferenceCodec.MarkValueField(reader.Session);
            return Intact(WireValues.Read(bytes));
        }

        var message = Intact(WireCodec.Read(bytes));
        ReferenceCodec.RecordObject(reader.Session, message);
        return message;
    }

    private static T Intact<T>(ReadResult<T> read)
        where T : class =>
        read.IsComplete ? read.Value : throw new InvalidDataException($"another silo sent what cannot be read: {read.Error}");
}
