using System.Diagnostics.Metrics;

namespace NetMesh.Dashboard;

/// <summary>Something that is shown live.</summary>
internal interface ILiveTopic
{
    /// <summary>What a viewer is sent first; may be empty.</summary>
    ReadOnlyMemory<byte> Start { get; }

    /// <summary>What all its viewers are sent now: an event, ready for the wire.</summary>
    /// <param name="at">Time since the planet began.</param>
    ReadOnlyMemory<byte> Take(TimeSpan at);
}

/// <summary>
/// Shows what happens as it happens. One timer looks once a second at what has viewers; what it sees is written once and handed to all of them, so that ten
/// viewers cost little more than one, and nobody's looking costs nothing. A viewer that is slow skips moments: nothing waits for it, and no more than
/// <see cref="Viewer.Room"/> of them are kept for it. Safe from any thread.
/// </summary>
internal sealed class LiveFeed : IDisposable
{
    /// <summary>As many pages as somebody has open, several times over; each holds a connection and some kilobytes.</summary>
    public const int MostViewers = 64;

    /// <summary>Time between two moments.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Lock looking = new();
    private readonly Dictionary<string, Showing> showings = new(StringComparer.Ordinal);
    private readonly Meter meter = new("NetMesh.Dashboard");
    private readonly Histogram<double> looks;
    private readonly TimeProvider time;
    private readonly Func<TimeSpan> age;
    private readonly int mostViewers;
    private ITimer? timer;
    private int viewers;
    private bool isOver;

    /// <param name="time">When to look.</param>
    /// <param name="age">Time since the planet began.</param>
    /// <param name="mostViewers">How many may look at a time.</param>
    public LiveFeed(TimeProvider time, Func<TimeSpan> age, int mostViewers = MostViewers)
    {
        (this.time, this.age, this.mostViewers) = (time, age, mostViewers);
        meter.CreateObservableGauge("netmesh_dashboard_viewers", () => Viewers, null, "Pages and programs that look at the planet");
        looks = meter.CreateHistogram<double>("netmesh_dashboard_look_seconds", "s", "What it takes, once a second, to see all that somebody looks at");
    }

    /// <summary>Who looks now.</summary>
    public int Viewers
    {
        get
        {
            lock (gate)
            {
                return viewers;
            }
        }
    }

    /// <summary>Begins to look; null when too many do already.</summary>
    /// <param name="name">What is looked at: all who name the same see the same.</param>
    /// <param name="topic">Makes it, if nobody looks at it yet.</param>
    public Viewer? Join(string name, Func<ILiveTopic> topic)
    {
        lock (gate)
        {
            if (viewers >= mostViewers && !isOver)
            {
                return null;
            }

            if (!showings.TryGetValue(name, out var showing))
            {
                showing = new Showing(topic());
            }

            var viewer = new Viewer(this, name, showing.Topic.Start);
            if (isOver)
            {
                viewer.End();
                return viewer;
            }

            viewers++;
            showings[name] = showing;
            showing.Viewers.Add(viewer);
            timer ??= time.CreateTimer(_ => Look(), null, TimeSpan.Zero, Beat);
            if (showing.Last is { } last)
            {
                viewer.Offer(last);
            }

            return viewer;
        }
    }

    /// <summary>All streams end.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            isOver = true;
            foreach (var viewer in showings.Values.SelectMany(showing => showing.Viewers))
            {
                viewer.End();
            }

            showings.Clear();
            viewers = 0;
            timer?.Dispose();
            timer = null;
            meter.Dispose();
        }
    }

    internal void Leave(Viewer viewer)
    {
        lock (gate)
        {
            if (!showings.TryGetValue(viewer.Of, out var showing) || !showing.Viewers.Remove(viewer))
            {
                return;
            }

            viewers--;
            if (showing.Viewers.Count == 0)
            {
                showings.Remove(viewer.Of);
            }

            if (viewers == 0)
            {
                timer?.Dispose();
                timer = null;
            }
        }
    }

    private void Look()
    {
        // A look that takes longer than a beat is not overtaken by the next one, which is left out.
        if (!looking.TryEnter())
        {
            return;
        }

        try
        {
            List<Showing> now;
            lock (gate)
            {
                now = [.. showings.Values];
            }

            var began = time.GetTimestamp();
            foreach (var showing in now)
            {
                Look(showing);
            }

            looks.Record(time.GetElapsedTime(began).TotalSeconds);
        }
        finally
        {
            looking.Exit();
        }
    }

    private void Look(Showing showing)
    {
        ReadOnlyMemory<byte>? moment = null;
        try
        {
            moment = showing.Topic.Take(age());
        }
        catch (Exception e)
        {
            // A page that shows nothing more is better than a planet that ends because of a page.
            Console.Error.WriteLine($"netmesh: the live feed cannot look at the planet: {e.Message.ReplaceLineEndings(" ")}");
        }

        lock (gate)
        {
            showing.Last = moment;
            foreach (var viewer in showing.Viewers)
            {
                if (moment is { } one)
                {
                    viewer.Offer(one);
                }
                else
                {
                    viewer.End();
                }
            }
        }
    }

    private sealed class Showing(ILiveTopic topic)
    {
        public ILiveTopic Topic { get; } = topic;

        public List<Viewer> Viewers { get; } = [];

        public ReadOnlyMemory<byte>? Last { get; set; }
    }
}
