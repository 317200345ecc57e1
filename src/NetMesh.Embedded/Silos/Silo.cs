using System.Net;
using NetMesh.Embedded.Activations;
using NetMesh.Embedded.Turns;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace NetMesh.Embedded.Silos;

/// <summary>One life of a logical silo: a label, what it says of itself, and the activations that would die with it.</summary>
internal sealed class Silo(EmbeddedHost host, string label, int index, int generation, SiloMetadata metadata, ClockSkew skew) : ILocalSiloDetails
{
    private readonly Lock gate = new();
    private readonly TaskCompletionSource ended =
        new(host.IsVirtual ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile bool isAlive = true;
    private volatile bool isOpen = true;
    private Activation? first;
    private Activation? last;

    public string Label { get; } = label;

    public SiloAddress Address { get; } = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 11111 + index), generation);

    public SiloMetadata Metadata { get; } = metadata;

    /// <summary>How wrong its clocks are.</summary>
    public ClockSkew Skew { get; } = skew;

    /// <summary>False once it was killed or has stopped: nothing of it runs any more.</summary>
    public bool IsAlive => isAlive;

    /// <summary>Whether it takes new activations; not while it stops.</summary>
    public bool IsOpen => isOpen;

    /// <summary>Ends with the silo.</summary>
    public Task Ended => ended.Task;

    /// <summary>Where the silo's code outside of its grains runs.</summary>
    public ClientMailbox Outside => field ??= new ClientMailbox(host, this);

    /// <summary>What its grains have injected.</summary>
    public IServiceProvider Services { get; private set; } = null!;

    /// <summary>Its services when they are its own, and not those of all silos.</summary>
    public SiloServices? Own { get; private set; }

    /// <summary>Makes references for its grains and services.</summary>
    public IGrainFactory Grains { get; private set; } = null!;

    string ILocalSiloDetails.Name => Label;

    SiloAddress ILocalSiloDetails.SiloAddress => Address;

    public int Count { get; private set; }

    /// <summary>Gives the silo the services that all silos share, before it takes activations.</summary>
    public void Share(IServiceProvider services, IGrainFactory grains)
    {
        Services = services;
        Grains = grains;
    }

    /// <summary>Gives the silo services of its own, before it takes activations.</summary>
    public void Furnish(SiloServices own, IGrainFactory grains)
    {
        Own = own;
        Share(own.Provider, grains);
    }

    /// <summary>Adds an activation; false when the silo has died meanwhile, or stops.</summary>
    public bool Add(Activation activation)
    {
        lock (gate)
        {
            if (!isOpen)
            {
                return false;
            }

            activation.PreviousInSilo = last;
            if (last is null)
            {
                first = activation;
            }
            else
            {
                last.NextInSilo = activation;
            }

            last = activation;
            Count++;
            return true;
        }
    }

    public void Remove(Activation activation)
    {
        lock (gate)
        {
            if (activation.PreviousInSilo is null && activation.NextInSilo is null && first != activation)
            {
                return;
            }

            if (activation.PreviousInSilo is null)
            {
                first = activation.NextInSilo;
            }
            else
            {
                activation.PreviousInSilo.NextInSilo = activation.NextInSilo;
            }

            if (activation.NextInSilo is null)
            {
                last = activation.PreviousInSilo;
            }
            else
            {
                activation.NextInSilo.PreviousInSilo = activation.PreviousInSilo;
            }

            activation.PreviousInSilo = null;
            activation.NextInSilo = null;
            Count--;
        }
    }

    /// <summary>The activations now, in order of activation.</summary>
    public List<Activation> Snapshot()
    {
        lock (gate)
        {
            var result = new List<Activation>(Count);
            for (var activation = first; activation is not null; activation = activation.NextInSilo)
            {
                result.Add(activation);
            }

            return result;
        }
    }

    /// <summary>The silo accepts no further activation.</summary>
    public void Close()
    {
        lock (gate)
        {
            isOpen = false;
        }
    }

    /// <summary>Nothing of the silo runs from now on; returns the activations that it had.</summary>
    public List<Activation> Die()
    {
        List<Activation> had;
        lock (gate)
        {
            isOpen = false;
            isAlive = false;
            had = Snapshot();
        }

        ended.TrySetResult();
        return had;
    }
}
