using NetMesh.Contracts.Sites;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Sites;

/// <summary>Introduces the processes of a planet to each other. It has nothing but memory: see <see cref="ISiteRegister"/>.</summary>
public sealed class SiteRegisterGrain(TimeProvider time) : Grain, ISiteRegister
{
    private readonly List<Row> rows = [];

    public ValueTask Enter(SiteEntry site)
    {
        var now = time.GetTimestamp();
        rows.RemoveAll(row => row.Entry.Id != site.Id && time.GetElapsedTime(row.At, now) >= row.Entry.Lease);
        var index = rows.FindIndex(row => row.Entry.Id == site.Id);
        if (index < 0)
        {
            rows.Add(new Row(site, now));
        }
        else
        {
            rows[index] = new Row(site, now);
        }

        _ = site.Site.Meet([.. rows.Where(row => row.Entry.Id != site.Id).Select(row => row.Entry)]);
        return ValueTask.CompletedTask;
    }

    public ValueTask Leave(SiteId site)
    {
        rows.RemoveAll(row => row.Entry.Id == site);
        return ValueTask.CompletedTask;
    }

    private readonly record struct Row(SiteEntry Entry, long At);
}
