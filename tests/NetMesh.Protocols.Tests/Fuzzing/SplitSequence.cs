using System.Buffers;

namespace NetMesh.Protocols.Tests.Fuzzing;

/// <summary>Bytes cut into segments, as a pipe hands them out.</summary>
public static class SplitSequence
{
    /// <param name="bytes">What the sequence holds.</param>
    /// <param name="segmentLength">Bytes of every segment but the last.</param>
    public static ReadOnlySequence<byte> Of(ReadOnlySpan<byte> bytes, int segmentLength)
    {
        var first = new Segment(default, null);
        var last = first;
        for (; bytes.Length > 0; bytes = bytes[Math.Min(segmentLength, bytes.Length)..])
        {
            last = new Segment(bytes[..Math.Min(segmentLength, bytes.Length)].ToArray(), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
