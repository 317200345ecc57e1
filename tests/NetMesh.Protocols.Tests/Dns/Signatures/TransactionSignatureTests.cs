using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Signatures;
using NetMesh.Protocols.Tests.Dns.Messages;
using NetMesh.Protocols.Tests.Fuzzing;

namespace NetMesh.Protocols.Tests.Dns.Signatures;

public sealed class TransactionSignatureTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_796_000_000);
    private static readonly TransactionKey Key = Read("hmac-sha256:pair.example:c2VjcmV0IG9mIHR3bw==");
    private static readonly byte[] Question = DnsWriter.Write(DnsMessageSamples.Query);
    private static readonly byte[] Answer = DnsWriter.Write(DnsMessageSamples.Referral);

    [Theory]
    [InlineData("hmac-sha256", "d78b0120000100000000000103777777076578616d706c6500000100010470616972076578616d706c650000fa00ff00000000003d0b686d61632d7368613235360000006b0bc759012c0020bd355a2361f9c3f5cc48893bd6886d09953d69408f2093fe1d3380ae22a3de28d78b00000000")]
    [InlineData("hmac-sha512", "76cd0120000100000000000203777777076578616d706c65000001000100002910000000000000000470616972076578616d706c650000fa00ff00000000005d0b686d61632d7368613531320000006b0bc75c012c00408e6504ebdcc0138eb5e7ab2fff3ec5ce5db963b8d5728272e7538765ecf427734e0caf5fc68459fbf59e75d2100ff33ab4541e346ae76125acb01a1212f4f68476cd00000000")]
    public void What_dig_and_kdig_sign_is_known_to_be_theirs_and_signed_alike(string algorithm, string hex)
    {
        var bytes = Convert.FromHexString(hex);
        var key = Read($"{algorithm}:pair.example:c2VjcmV0IG9mIHR3bw==");
        var signature = DnsReader.Read(bytes, out var unsignedLength).Value!.Signature!;
        var at = DateTimeOffset.FromUnixTimeSeconds(signature.TimeSigned);
        var check = Check(bytes, at, key);
        Assert.Same(key, check.Key);

        // Ours differs in nothing: not in the order of the records, and not in the code.
        var unsigned = SignedMessage.Unsigned(bytes, unsignedLength, signature);
        Assert.Equal(bytes, SignedMessage.Of(unsigned, new TransactionKey(signature.Key, key.Algorithm, Convert.FromBase64String("c2VjcmV0IG9mIHR3bw==")), at).Bytes);
        Assert.Equal(bytes, DnsWriter.Write(check.Message));
    }

    [Theory]
    [InlineData("hmac-sha1")]
    [InlineData("hmac-sha256")]
    [InlineData("hmac-sha384")]
    [InlineData("hmac-sha512")]
    public void Question_and_answers_are_proven_by_one_key(string algorithm)
    {
        var key = Read($"{algorithm}:pair.example:c2VjcmV0IG9mIHR3bw==");
        var question = SignedMessage.Of(Question, key, Now);
        var signer = Check(question.Bytes, Now.AddSeconds(300), key).Answers();
        var verifier = new AnswerVerifier(key, question.Mac);
        for (var i = 0; i < 3; i++)
        {
            var answer = signer.Sign(Answer, Now);
            Assert.True(answer.Length <= Answer.Length + signer.SignatureLength);
            Assert.True(verifier.Read(answer, Now).IsComplete);
            Assert.True(verifier.IsProven);
        }
    }

    [Fact]
    public void An_answer_holds_only_for_its_question_and_behind_the_one_before_it()
    {
        var question = SignedMessage.Of(Question, Key, Now);
        var signer = Check(question.Bytes, Now).Answers();
        var (first, second) = (signer.Sign(Answer, Now), signer.Sign(Answer, Now));
        Assert.True(new AnswerVerifier(Key, [.. new byte[32]]).Read(first, Now).IsInvalid);
        Assert.True(new AnswerVerifier(Key, question.Mac).Read(second, Now).IsInvalid);
        Assert.True(new AnswerVerifier(Key, question.Mac).Read(first, Now.AddSeconds(301)).IsInvalid);
        Assert.True(new AnswerVerifier(Key, question.Mac).Read(Answer, Now).IsInvalid);
    }

    [Fact]
    public void Up_to_99_messages_of_a_stream_may_wait_for_the_next_signature()
    {
        var question = SignedMessage.Of(Question, Key, Now);
        var first = Check(question.Bytes, Now).Answers().Sign(Answer, Now);
        var verifier = new AnswerVerifier(Key, question.Mac);
        verifier.Read(first, Now);
        var unsigned = new List<byte>();
        for (var i = 0; i < AnswerVerifier.MostUnsigned; i++)
        {
            Assert.True(verifier.Read(Answer, Now).IsComplete);
            unsigned.AddRange(Answer);
        }

        Assert.False(verifier.IsProven);
        Assert.True(verifier.Read(Answer, Now).IsInvalid);
        unsigned.AddRange(Answer);
        var signature = TransactionSignature.OfMessage(Answer, Key.Name, Key.Algorithm, Now.ToUnixTimeSeconds());
        var mac = Key.Compute(DnsReader.Read(first).Value!.Signature!.Mac, [.. unsigned], signature, isFurther: true);
        Assert.True(verifier.Read(SignedMessage.Append(Answer, signature with { Mac = [.. mac] }), Now).IsComplete);
        Assert.True(verifier.IsProven);
    }

    [Fact]
    public void What_is_wrong_with_a_signature_is_said_and_signed_where_that_proves_anything()
    {
        var bytes = SignedMessage.Of(Question, Key, Now).Bytes;
        var stranger = Check(bytes, Now, Read("other.example:AAAA"));
        Expect(stranger, ResponseCode.NotAuth, SignatureError.BadKey, isSigned: false);
        Expect(Check(bytes, Now, Read("hmac-sha1:pair.example:AAAA")), ResponseCode.NotAuth, SignatureError.BadKey, isSigned: false);
        Expect(Check(bytes, Now, Read("pair.example:AAAA")), ResponseCode.NotAuth, SignatureError.BadSig, isSigned: false);

        var late = Expect(Check(bytes, Now.AddSeconds(301), Key), ResponseCode.NotAuth, SignatureError.BadTime, isSigned: true);
        Assert.Equal(Now.ToUnixTimeSeconds(), late.TimeSigned);
        Assert.Equal(Convert.ToHexString(TransactionSignature.OfTime(Now.ToUnixTimeSeconds() + 301).AsSpan()), Convert.ToHexString(late.Other.AsSpan()));
    }

    [Theory]
    [InlineData(33, ResponseCode.FormErr, SignatureError.None)]
    [InlineData(31, ResponseCode.NotAuth, SignatureError.BadTrunc)]
    [InlineData(16, ResponseCode.NotAuth, SignatureError.BadTrunc)]
    [InlineData(15, ResponseCode.FormErr, SignatureError.None)]
    [InlineData(0, ResponseCode.FormErr, SignatureError.None)]
    public void A_code_may_be_as_short_as_policy_and_its_half_let_it(int length, ResponseCode code, SignatureError error)
    {
        var whole = DnsReader.Read(SignedMessage.Of(Question, Key, Now).Bytes).Value!.Signature!;
        var bytes = SignedMessage.Append(Question, whole with { Mac = [.. whole.Mac.Concat(new byte[1]).Take(length)] });
        var check = Check(bytes, Now);
        Assert.Equal((code, error), (check.Code, check.Error));
        if (error == SignatureError.BadTrunc)
        {
            Assert.True(Check(bytes, Now, new TransactionKey(Key.Name, Key.Algorithm, "secret of two"u8) { LeastMacLength = 16 }).IsGood);
        }
    }

    [Fact]
    public void No_bit_of_a_signed_message_may_change_but_the_id()
    {
        var bytes = SignedMessage.Of(Question, Key, Now).Bytes;
        for (var bit = 16; bit < 8 * bytes.Length; bit++)
        {
            var changed = bytes.AsSpan().ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            var read = QuestionCheck.Read(changed, name => name.Equals(Key.Name) ? Key : null, Now);

            // Names are equal in either case, and no code covers the time to live of its own record.
            var isKept = read.IsComplete && read.Value.Key is not null;
            Assert.True(!isKept || (DnsReader.Read(changed).Value!.Signature! is var kept && kept.Key.Equals(Key.Name) && kept.Algorithm.Equals(Key.Algorithm) && bit / 8 >= Question.Length), $"bit {bit}");
        }

        bytes[0] ^= 0xff;
        Assert.True(Check(bytes, Now).Key is not null);
    }

    [Fact]
    public void A_signature_stands_at_the_end_and_nowhere_else()
    {
        var once = SignedMessage.Of(Question, Key, Now).Bytes;
        Assert.True(DnsReader.Read(SignedMessage.Of(once, Key, Now).Bytes).IsInvalid);
        for (var length = 0; length < once.Length; length++)
        {
            Assert.True(DnsReader.Read(once.AsSpan(0, length)).IsInvalid);
        }

        new ReaderFuzz<DnsMessage>(() => DnsReader.Read, DnsMessageSamples.Describe).Mutated([once], count: 5_000, seed: 8945, isStream: false);
    }

    [Fact]
    public void A_question_without_a_signature_gets_answers_without()
    {
        var check = Check(Question, Now);
        Assert.True(check.IsGood);
        Assert.Equal(Answer, check.Answers().Sign(Answer, Now));
    }

    [Fact]
    public void Of_an_update_a_record_without_data_is_read_and_written_as_it_is()
    {
        var update = new DnsMessage
        {
            Id = 1,
            Opcode = Opcode.Update,
            Question = new Question(DomainName.Parse("example."), RecordType.SOA),
            Answers = [new(DomainName.Parse("a.example."), RecordClass.ANY, 0, RecordData.None(RecordType.A))],
            Authorities = [new(DomainName.Parse("b.example."), RecordClass.ANY, 0, RecordData.None(RecordType.MX))],
        };
        var read = DnsReader.Read(DnsWriter.Write(update));
        Assert.Equal(DnsMessageSamples.Describe(update), DnsMessageSamples.Describe(read.Value!));
        Assert.Equal("a.example. 0 ANY A \\# 0", read.Value!.Answers[0].ToString());
        var query = DnsWriter.Write(update);
        query[2] = 0;
        Assert.True(DnsReader.Read(query).IsInvalid);
    }

    [Theory]
    [InlineData("name", "a key of 1 parts; expected [algorithm:]name:secret")]
    [InlineData("md5:name:AAAA", "a key of algorithm 'md5'; expected one of hmac-sha256, hmac-sha384, hmac-sha512, hmac-sha1")]
    [InlineData("name:?", "the secret of key name. is not Base64; expected at least one byte of it")]
    public void A_key_that_is_none_is_refused_without_telling_its_secret(string text, string expected)
    {
        Assert.False(TransactionKey.TryRead(text, out _, out var error));
        Assert.Equal(expected, error);
    }

    private static TransactionSignature Expect(QuestionCheck check, ResponseCode code, SignatureError error, bool isSigned)
    {
        Assert.Equal((code, error), (check.Code, check.Error));
        Assert.Null(check.Key);
        var refusal = DnsReader.Read(check.Answers().Sign(DnsWriter.Write(check.Refuse()), Now.AddSeconds(301))).Value!;
        Assert.Equal(code, refusal.Code);
        Assert.Equal(error, refusal.Signature!.Error);
        Assert.Equal(isSigned, !refusal.Signature.Mac.IsEmpty);
        return refusal.Signature;
    }

    private static QuestionCheck Check(byte[] message, DateTimeOffset now, TransactionKey? key = null) =>
        QuestionCheck.Read(message, name => name.Equals((key ?? Key).Name) ? key ?? Key : null, now).Value!;

    private static TransactionKey Read(string text) => TransactionKey.TryRead(text, out var key, out var error) ? key : throw new FormatException(error);
}
