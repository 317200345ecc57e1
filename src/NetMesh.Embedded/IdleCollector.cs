using NetMesh.Clock;
using NetMesh.Embedded.Silos;

namespace NetMesh.Embedded;

/// <summary>Looks at all activations four times within the idle age, and deactivates those that were not used for that long.</summary>
internal sealed class IdleCollector : ITimedEvent, IDisposable
{
    private const int Rounds = 4;
    private readonly EmbeddedHost host;
    private readonly SiloTable silos;
    private readonly long roundNs;
    private EventHandle planned;
    private bool isOver;

    public IdleCollector(EmbeddedHost host, SiloTable silos, TimeSpan age)
    {
        this.host = host;
        this.silos = silos;
        roundNs = Math.Max(1, age.ToNanoseconds() / Rounds);
        if (age != Timeout.InfiniteTimeSpan)
        {
            Plan(host.Drive.Clock.NowNs);
        }
    }

    public void Fire(long nowNs, long argument)
    {
        if (isOver)
        {
            return;
        }

        host.IdleRound++;
        foreach (var silo in silos.Alive)
        {
            foreach (var activation in silo.Snapshot())
            {
                activation.CollectIfIdle(Rounds);
            }
        }

        Plan(nowNs);
    }

    public void Dispose()
    {
        isOver = true;
        host.Drive.Clock.Cancel(planned);
    }

    private void Plan(long nowNs) => planned = host.Drive.Clock.Schedule(nowNs > long.MaxValue - roundNs ? long.MaxValue : nowNs + roundNs, this);
}
