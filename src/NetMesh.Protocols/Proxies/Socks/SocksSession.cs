using System.Buffers;

namespace NetMesh.Protocols.Proxies.Socks;

/// <summary>
/// SOCKS 5 as a proxy speaks it that asks nobody who he is (RFC 1928):
/// 1. the client's greeting is answered with the method "none", or, where the client does not offer that, with "none acceptable", and that is the end;
/// 2. its request becomes a call if it is CONNECT, and else is answered with why not;
/// 3. what became of the call is said in the words that SOCKS has for it.
/// </summary>
public sealed class SocksSession : IProxySession
{
    internal const string Protocol = "socks";

    private readonly SocksReader reader = new();

    /// <inheritdoc/>
    public ProxyTurn Receive(in ReadOnlySequence<byte> input, IBufferWriter<byte> answers)
    {
        for (var consumed = 0; ;)
        {
            var read = reader.Read(input.Slice(consumed));
            if (!read.IsComplete)
            {
                return new ProxyTurn(consumed, null, read.Error);
            }

            consumed += read.Consumed;
            switch (read.Value)
            {
                case SocksGreeting { OffersNone: true }:
                    SocksWriter.WriteChoice(SocksMethod.None, answers);
                    break;
                case SocksRequest { Command: SocksCommand.Connect } request when Enum.IsDefined(request.Type):
                    return new ProxyTurn(consumed, new ProxyCall(request.Host, request.Port), null);
                case var message:
                    return new ProxyTurn(consumed, null, Refuse(message, answers));
            }
        }
    }

    /// <inheritdoc/>
    public void Answer(ProxyOutcome outcome, IBufferWriter<byte> answers) => SocksWriter.WriteReply(
        outcome switch
        {
            ProxyOutcome.Connected => SocksReply.Succeeded,
            ProxyOutcome.Forbidden => SocksReply.NotAllowed,
            ProxyOutcome.UnknownName or ProxyOutcome.Unreachable => SocksReply.HostUnreachable,
            ProxyOutcome.UnknownAddressType => SocksReply.AddressTypeNotSupported,
            ProxyOutcome.Refused => SocksReply.ConnectionRefused,
            _ => SocksReply.GeneralFailure,
        },
        answers);

    private static ProtocolError Refuse(SocksMessage message, IBufferWriter<byte> answers)
    {
        switch (message)
        {
            case SocksRequest { Command: not SocksCommand.Connect } request:
                SocksWriter.WriteReply(SocksReply.CommandNotSupported, answers);
                return new ProtocolError(Protocol, $"command {(byte)request.Command}", "1, CONNECT: the only one that this proxy has");
            case SocksRequest request:
                SocksWriter.WriteReply(SocksReply.AddressTypeNotSupported, answers);
                return new ProtocolError(Protocol, $"address type {(byte)request.Type}", "1, 3 or 4 (RFC 1928 §5)");
            default:
                SocksWriter.WriteChoice(SocksMethod.NoneAcceptable, answers);
                return new ProtocolError(Protocol, "a greeting without the method 0", "0, no authentication, among the methods");
        }
    }
}
