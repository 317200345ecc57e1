using System.Net;
using NetMesh.Embedded.Activations;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace NetMesh.Embedded.Silos;

/// <summary>One life of a logical silo: a label, what it says of itself, and the activations that would die with it.</summary>
internal sealed class Silo(string label, int index, int generation, SiloMetadata metadata)
{
    private readonly Lock gate = new();
    private Activation? first;
    private Activation? last;

    public string Label { get; } = label;

    public SiloAddress Address { get; } = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 11111 + index), generation);

    public SiloMetadata Metadata { get; } = metadata;

    public bool IsAlive { get; private set; } = true;

    public int Count { get; private set; }

    /// <summary>Adds an activation; false when the silo has died meanwhile.</summary>
    public bool Add(Activation activation)
    {
        lock (gate)
        {
            if (!IsAlive)
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

    /// <summary>The silo accepts no further activation; returns those that it has.</summary>
    public List<Activation> Die()
    {
        lock (gate)
        {
            IsAlive = false;
            return Snapshot();
        }
    }
}
