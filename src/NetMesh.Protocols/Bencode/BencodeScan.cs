namespace NetMesh.Protocols.Bencode;

/// <summary>One pass over bencoded bytes that asks only: is this a value, and where does it end?</summary>
internal ref struct BencodeScan(ReadOnlySpan<byte> input, BencodeRules rules, Span<BencodeReader.Level> stack)
{
    // Nineteen digits hold every 64-bit number; a length needs no more than ten.
    private const int MaxIntegerDigits = 19;
    private const int MaxLengthDigits = 10;

    private readonly ReadOnlySpan<byte> input = input;
    private readonly Span<BencodeReader.Level> stack = stack;
    private int depth;
    private int tokens;

    public int Position { get; private set; }

    public ProtocolError? Error { get; private set; }

    public ReadStatus Run()
    {
        do
        {
            if (Position == input.Length)
            {
                return ReadStatus.NeedMore;
            }

            var status = Token();
            if (status != ReadStatus.Complete)
            {
                return status;
            }
        }
        while (depth > 0);
        return ReadStatus.Complete;
    }

    private ReadStatus Token()
    {
        var first = input[Position];
        var keyIsDue = depth > 0 && stack[depth - 1] is { IsDictionary: true, ValueIsDue: false };
        if (first == (byte)'e' && depth > 0)
        {
            if (!keyIsDue && stack[depth - 1].IsDictionary)
            {
                return Fail("a key without a value", "a value");
            }

            depth--;
            Position++;
            ValueEnded();
            return ReadStatus.Complete;
        }

        if (++tokens > rules.MaxTokens)
        {
            return Fail("too many values", $"at most {rules.MaxTokens}");
        }

        if (first is >= (byte)'0' and <= (byte)'9')
        {
            return String(keyIsDue);
        }

        if (keyIsDue)
        {
            return Fail("a key that is no string", "a string");
        }

        switch (first)
        {
            case (byte)'i':
                return Integer();
            case (byte)'l' or (byte)'d':
                if (depth == Math.Min(rules.MaxDepth, stack.Length))
                {
                    return Fail("nesting too deep", $"at most {Math.Min(rules.MaxDepth, stack.Length)} levels");
                }

                stack[depth++] = new BencodeReader.Level { IsDictionary = first == (byte)'d', KeyAt = -1 };
                Position++;
                return ReadStatus.Complete;
            default:
                return Fail($"byte 0x{first:x2}", "i, l, d, e or a digit");
        }
    }

    private ReadStatus Integer()
    {
        var start = Position + 1;
        var at = start;
        if (at < input.Length && input[at] == (byte)'-')
        {
            at++;
        }

        var digits = at;
        while (at < input.Length && input[at] is >= (byte)'0' and <= (byte)'9')
        {
            if (input[digits] == (byte)'0' && (at > digits || digits > start))
            {
                return Fail("a leading zero or a negative zero", "the shortest form", digits);
            }

            if (++at - digits > MaxIntegerDigits)
            {
                return Fail("an integer beyond 64 bits", "at most 19 digits", start);
            }
        }

        if (at == input.Length)
        {
            return ReadStatus.NeedMore;
        }

        if (input[at] != (byte)'e' || at == digits)
        {
            return Fail("an integer with something else than digits", "digits and e", at);
        }

        if (!System.Buffers.Text.Utf8Parser.TryParse(input[start..at], out long _, out var used) || used != at - start)
        {
            return Fail("an integer beyond 64 bits", "-2^63 to 2^63-1", start);
        }

        Position = at + 1;
        ValueEnded();
        return ReadStatus.Complete;
    }

    private ReadStatus String(bool isKey)
    {
        var at = Position;
        long length = 0;
        while (at < input.Length && input[at] is >= (byte)'0' and <= (byte)'9')
        {
            if (at > Position && input[Position] == (byte)'0')
            {
                return Fail("a length with a leading zero", "the shortest form");
            }

            length = (length * 10) + (input[at] - '0');
            if (length > rules.MaxStringLength || at - Position == MaxLengthDigits)
            {
                return Fail("a string too long", $"at most {rules.MaxStringLength} bytes");
            }

            at++;
        }

        if (at == input.Length)
        {
            return ReadStatus.NeedMore;
        }

        if (input[at] != (byte)':')
        {
            return Fail("a length that does not end in a colon", "a colon", at);
        }

        at++;
        if (input.Length - at < length)
        {
            return ReadStatus.NeedMore;
        }

        if (isKey)
        {
            ref var level = ref stack[depth - 1];
            if (rules.SortedKeys && level.KeyAt >= 0
                && input.Slice(level.KeyAt, level.KeyLength).SequenceCompareTo(input.Slice(at, (int)length)) >= 0)
            {
                return Fail("a key out of order or repeated", "keys that ascend (BEP 3)");
            }

            level.KeyAt = at;
            level.KeyLength = (int)length;
            level.ValueIsDue = true;
            Position = at + (int)length;
        }
        else
        {
            Position = at + (int)length;
            ValueEnded();
        }

        return ReadStatus.Complete;
    }

    private readonly void ValueEnded()
    {
        if (depth > 0)
        {
            stack[depth - 1].ValueIsDue = false;
        }
    }

    private ReadStatus Fail(string what, string expected, int at = -1)
    {
        Error = new ProtocolError("bencode", what, expected, at < 0 ? Position : at);
        return ReadStatus.Invalid;
    }
}
