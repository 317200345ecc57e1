namespace NetMesh.Labs.Oracles;

/// <summary>
/// One link to which objects come by chance (a Poisson process), as steady state has it. The load ρ is arrivals per second times service time; from 1 on the
/// queue grows without bound.
/// </summary>
public static class QueueingTheory
{
    /// <summary>The load ρ of a link: <c>λ·L/R</c>.</summary>
    public static double Load(double arrivalsPerSecond, double objectBits, double bitsPerSecond) => arrivalsPerSecond * objectBits / bitsPerSecond;

    /// <summary>
    /// Mean wait before service, first come, first served, all objects of one size (M/D/1): <c>ρ·S/(2(1−ρ))</c> (Pollaczek and Khinchine). Infinite from ρ = 1 on.
    /// </summary>
    public static double FifoWaitSeconds(double load, double serviceSeconds) =>
        load < 1 ? load * serviceSeconds / (2 * (1 - load)) : double.PositiveInfinity;

    /// <summary>Mean time from arrival to the end of service, first come, first served, all objects of one size: the wait and the service time.</summary>
    public static double FifoResponseSeconds(double load, double serviceSeconds) => FifoWaitSeconds(load, serviceSeconds) + serviceSeconds;

    /// <summary>
    /// Mean time from arrival to the end of service when all that are there share the link evenly (processor sharing): <c>S/(1−ρ)</c>, whatever the sizes'
    /// distribution (M/G/1-PS; Kleinrock 1976). The number of the M/M/1 queue, too.
    /// </summary>
    public static double FairResponseSeconds(double load, double serviceSeconds) => load < 1 ? serviceSeconds / (1 - load) : double.PositiveInfinity;

    /// <summary>
    /// The same when they take turns, each sending one k-th of its object at a time (round robin): between first come, first served, which is one turn, and processor
    /// sharing, which is turns without end: <c>S + k/(k+1) · ρ·S/(1−ρ)</c>. Exact at both ends. In between it follows from the work in the queue being the
    /// same in every order of service: of an object that takes turns (k+1)/2k are left on average.
    /// </summary>
    public static double TurnsResponseSeconds(double load, double serviceSeconds, double turns) =>
        load < 1 ? serviceSeconds + (turns / (turns + 1) * load * serviceSeconds / (1 - load)) : double.PositiveInfinity;
}
