namespace Orleans.Runtime;

/// <summary>The silo that a service or a grain is of.</summary>
public interface ILocalSiloDetails
{
    /// <summary>The silo's name; the embedded host's label of it.</summary>
    string Name { get; }

    /// <summary>Where it is, and which start of it: another one each time it starts again.</summary>
    SiloAddress SiloAddress { get; }
}
