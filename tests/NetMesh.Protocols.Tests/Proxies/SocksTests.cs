using System.Text;
using NetMesh.Protocols.Proxies;
using NetMesh.Protocols.Proxies.Socks;
using NetMesh.Protocols.Tests.Fuzzing;

namespace NetMesh.Protocols.Tests.Proxies;

public sealed class SocksTests
{
    private static readonly byte[] Greeting = [5, 2, 0, 1];
    private static readonly byte[] ToAddress = [5, 1, 0, 1, 127, 16, 0, 9, 0x1b, 0x39];
    private static readonly byte[] ToName = [5, 1, 0, 3, 7, .. "tracker"u8, 0, 80];
    private static readonly byte[] ToIPv6 = [5, 1, 0, 4, .. new byte[15], 1, 0, 80];

    private static readonly ReaderFuzz<SocksMessage> Fuzz = new(() => new SocksReader().Read, message => message.ToString());

    public static TheoryData<byte[], string> Requests => new()
    {
        { ToAddress, "127.16.0.9:6969" },
        { ToName, "tracker:80" },
        { ToIPv6, "[::1]:80" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_greeting_is_answered_with_no_authentication_and_a_request_becomes_a_call_whole_and_byte_by_byte(byte[] request, string call)
    {
        foreach (var pieces in (int[])[int.MaxValue, 1])
        {
            var client = new ProxyConversation(ProxySessions.For(Greeting[0]));
            var turn = client.Hear([.. Greeting, .. request, .. "ahead"u8], pieces);
            Assert.Equal((call, true), (turn.Call?.ToString(), turn.Call!.Ahead.IsEmpty));
            Assert.Equal("ahead", Encoding.ASCII.GetString(client.Unread));
            Assert.Equal([5, 0], client.Said);
        }
    }

    [Theory]
    [InlineData(ProxyOutcome.Connected, 0)]
    [InlineData(ProxyOutcome.Forbidden, 2)]
    [InlineData(ProxyOutcome.UnknownName, 4)]
    [InlineData(ProxyOutcome.Unreachable, 4)]
    [InlineData(ProxyOutcome.Refused, 5)]
    [InlineData(ProxyOutcome.UnknownAddressType, 8)]
    public void What_became_of_a_call_is_said_in_the_reply_of_RFC_1928(ProxyOutcome outcome, byte reply)
    {
        var client = new ProxyConversation(new SocksSession());
        client.Hear([.. Greeting, .. ToName]);
        Assert.Equal([5, reply, 0, 1, 0, 0, 0, 0, 0, 0], client.Answer(outcome));
    }

    [Fact]
    public void Whoever_insists_on_a_password_is_told_that_no_method_is_acceptable()
    {
        var client = new ProxyConversation(new SocksSession());
        Assert.Contains("without the method 0", client.Hear([5, 1, 2]).Error!.What, StringComparison.Ordinal);
        Assert.Equal([5, 0xff], client.Said);
    }

    [Theory]
    [InlineData(2, 1, 7)]
    [InlineData(3, 1, 7)]
    [InlineData(1, 9, 8)]
    public void A_command_or_an_address_that_it_does_not_know_is_refused_in_a_reply(byte command, byte type, byte reply)
    {
        var client = new ProxyConversation(new SocksSession());
        Assert.NotNull(client.Hear([.. Greeting, 5, command, 0, type, 127, 0, 0, 1, 0, 80]).Error);
        Assert.Equal([5, 0, 5, reply, 0, 1, 0, 0, 0, 0, 0, 0], client.Said);
    }

    [Theory]
    [InlineData("04010050", "version 4")]
    [InlineData("0500", "a greeting without methods")]
    [InlineData("05010004010000", "version 4")]
    [InlineData("050100050101", "1 in the reserved byte")]
    [InlineData("050100050100030000", "a name of no letters")]
    [InlineData("05010005010003022020005000", "a name with bytes that are no letters")]
    public void Garbage_is_an_error_whole_and_byte_by_byte(string bytes, string what) =>
        Assert.StartsWith($"invalid: socks: {what}", Fuzz.SameEitherWay(Convert.FromHexString(bytes))[^1], StringComparison.Ordinal);

    [Fact]
    public void Damaged_conversations_mean_the_same_whole_and_byte_by_byte() => Fuzz.Mutated(
        [[.. Greeting, .. ToAddress], [.. Greeting, .. ToName], [.. Greeting, .. ToIPv6]], 5000, seed: 71, isStream: true);
}
