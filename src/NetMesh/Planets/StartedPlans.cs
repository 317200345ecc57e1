using System.Globalization;
using System.Text;
using NetMesh.Contracts.Swarms;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Planets;

/// <summary>
/// Remembers, across starts, with which plan each swarm was started. A swarm goes on with the plan it has kept, so one whose plan has changed since (the
/// world was edited, the ports are others) must be stopped first.
/// </summary>
internal sealed class StartedPlans(string folder)
{
    /// <summary>The swarm was started before with another plan.</summary>
    public bool HasChanged(SwarmPlan plan, int peerPort)
    {
        var file = FileOf(plan);
        return File.Exists(file) && File.ReadAllText(file) != Fingerprint(plan, peerPort);
    }

    public void Note(SwarmPlan plan, int peerPort)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(FileOf(plan), Fingerprint(plan, peerPort));
    }

    private static string Fingerprint(SwarmPlan plan, int peerPort)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{plan.Torrent.InfoHash} {plan.Tracker} {peerPort} {plan.Arrival} {plan.Session} {plan.Absence}");
        if (plan.Seeding is { } seeding)
        {
            text.Append(CultureInfo.InvariantCulture, $" seeding {seeding}");
        }

        foreach (var member in plan.Members)
        {
            text.Append(CultureInfo.InvariantCulture, $" {member}");
        }

        return Sha1Hash.Of(Encoding.UTF8.GetBytes(text.ToString())).ToString();
    }

    private string FileOf(SwarmPlan plan) => Path.Combine(folder, plan.Name + ".plan");
}
