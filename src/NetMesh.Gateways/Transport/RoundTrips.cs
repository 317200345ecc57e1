using System.Diagnostics;
using NetMesh.Planet;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Gateways.Transport;

/// <summary>Questions that real clients ask programs on hosts, and their answers: the way there and back takes as long as it would on the planet.</summary>
public sealed class RoundTrips(INetwork network, TimeProvider time)
{
    /// <summary>The planet's network takes no time: it is not shaped.</summary>
    public bool TakeNoTime => network.IsInstant;

    /// <summary>Who hears a client that calls there: of an anycast address the site near him.</summary>
    public Endpoint SiteOf(Endpoint called, Endpoint client) => new(network.SiteOf(called.Address, client.Address), called.Port);

    /// <summary>Whether anything gets from the client to the host and back now. A host without power, or behind a cut, answers nobody.</summary>
    public bool Reaches(Endpoint client, Endpoint host) =>
        network.Reaches(client.Address, host.Address) && network.Reaches(host.Address, client.Address);

    /// <summary>How long a greeting and its answer take, be it the set-up of a connection or a datagram: one round trip.</summary>
    public TimeSpan SetUpTime(Endpoint client, Endpoint host) =>
        network.OneWayDelay(client.Address, host.Address, 40) + network.OneWayDelay(host.Address, client.Address, 40);

    /// <summary>Waits; for nothing, when there is nothing to wait for. Not with Task.Delay, which cuts a delay down to whole milliseconds: an answer would be early.</summary>
    public async ValueTask DelayAsync(TimeSpan delay)
    {
        if (delay > TimeSpan.Zero)
        {
            var over = new TaskCompletionSource();
            using var timer = time.CreateTimer(static over => ((TaskCompletionSource)over!).TrySetResult(), over, delay, Timeout.InfiniteTimeSpan);
            await over.Task;
        }
    }

    /// <summary>
    /// Waits for the round trip that setting up a connection takes, the first time it is asked for: the real one cost nothing. False when the host cannot be reached: then the
    /// connection is ended, because the kernel has accepted already, and the client cannot be left without one.
    /// </summary>
    /// <param name="entered">The connection.</param>
    /// <param name="abort">Ends it.</param>
    public async ValueTask<bool> SetUpAsync(EnteredConnection entered, Action abort)
    {
        var isReached = Reaches(entered.Client, entered.Called);
        if (!entered.IsSetUp)
        {
            entered.IsSetUp = isReached;
            await DelayAsync(isReached ? SetUpTime(entered.Client, entered.Called) : TimeSpan.Zero);
            await (entered.Answered?.Invoke(isReached) ?? default);
        }

        if (!isReached)
        {
            entered.Traffic.Refused(RefusalReasons.Unreachable);
            abort();
        }

        return isReached;
    }

    /// <summary>Asks a program.</summary>
    /// <param name="client">Who asks.</param>
    /// <param name="host">Whom.</param>
    /// <param name="program">The program there.</param>
    /// <param name="request">What.</param>
    /// <param name="activity">Of this request, ended by the caller; null: none is noted.</param>
    /// <param name="ask">Asks it; an answer of null takes no way back.</param>
    public async ValueTask<TAnswer> AskAsync<TProgram, TRequest, TAnswer>(
        Endpoint client, Endpoint host, TProgram program, TRequest request, Activity? activity, Func<TProgram, TRequest, ValueTask<TAnswer>> ask)
        where TRequest : WireMessage
        where TAnswer : WireMessage?
    {
        try
        {
            await DelayAsync(network.OneWayDelay(client.Address, host.Address, request.WireLength));
            var answer = await ask(program, request);
            await DelayAsync(answer is null ? TimeSpan.Zero : network.OneWayDelay(host.Address, client.Address, answer.WireLength));
            return answer;
        }
        catch (Exception error)
        {
            activity.Fail(error.Message);
            throw;
        }
    }
}
