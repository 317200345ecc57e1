using NetMesh.Embedded.Activations;
using NetMesh.Embedded.Turns;
using NetMesh.GrainModel.Calls;

namespace NetMesh.Embedded;

/// <summary>
/// The caller's side of a sequence that a grain yields: every element is asked for by a call, so that the grain's code runs in its turns and at the
/// caller's pace.
/// </summary>
internal sealed class RemoteSequence<TItem>(Port port, GrainReference reference, EnumerationCall<TItem> call) : IAsyncEnumerable<TItem>
{
    public IAsyncEnumerator<TItem> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new Enumerator(port, reference, call, cancellationToken);

    private sealed class Enumerator(Port port, GrainReference reference, EnumerationCall<TItem> call, CancellationToken token) : IAsyncEnumerator<TItem>
    {
        private readonly CancellationTokenSource stop = new();
        private CallMailbox? receiver;
        private IAsyncEnumerator<TItem>? source;

        public TItem Current { get; private set; } = default!;

        public async ValueTask<bool> MoveNextAsync()
        {
            token.ThrowIfCancellationRequested();
            call.CallerToken.ThrowIfCancellationRequested();
            var (more, item) = await new Step(this).Send();
            Current = item;
            return more;
        }

        public async ValueTask DisposeAsync()
        {
            if (source is not null && receiver is not Activation { IsValid: false })
            {
                await new Step(this) { Ends = true }.Send();
            }
        }

        private async ValueTask<(bool More, TItem Item)> NextAsync(object target, bool ends)
        {
            if (ends)
            {
                // Not CancelAsync, which leaves the turn for the thread pool.
                stop.Cancel();
                await source!.DisposeAsync();
                source = null;
                return default;
            }

            if (source is null)
            {
                // In the receiver's turn: what is registered on these tokens is posted there.
                var turn = (SynchronizationContext)receiver!;
                foreach (var outer in (CancellationToken[])[token, call.CallerToken])
                {
                    if (outer.CanBeCanceled)
                    {
                        outer.UnsafeRegister(_ => turn.Post(_ => stop.Cancel(), null), null);
                    }
                }

                source = call.Invoke(target, stop.Token).GetAsyncEnumerator(stop.Token);
            }

            return await source.MoveNextAsync() ? (true, source.Current) : default;
        }

        /// <summary>Asks for the next element, or ends the enumeration.</summary>
        private sealed class Step(Enumerator owner) : ResultCall<(bool More, TItem Item)>
        {
            private readonly CallMethod method =
                new(owner.Method.InterfaceName, owner.Method.Name, owner.Method.Identity, owner.Method.Rules | CallRules.AlwaysInterleave);

            public bool Ends { get; init; }

            public override CallMethod Method => method;

            public override ulong PayloadIdentity => TracePayload.Mix(owner.Payload, Ends ? 1UL : 0UL);

            public ValueTask<(bool More, TItem Item)> Send()
            {
                if (owner.receiver is Activation { IsValid: false })
                {
                    throw new EnumerationAbortedException($"{method} on {owner.Target.GrainId}: the activation that enumerated is gone");
                }

                owner.receiver ??= owner.Locate();
                owner.Target.Cached = owner.receiver;
                return Start(owner.Target);
            }

            protected override ValueTask<(bool More, TItem Item)> Invoke(object target) => owner.NextAsync(target, Ends);

            protected override void Recycle()
            {
            }
        }

        private GrainReference Target => reference;

        private CallMethod Method => call.Method;

        private ulong Payload => call.PayloadIdentity;

        private CallMailbox Locate() => port.Locate(reference);
    }
}
