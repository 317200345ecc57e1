namespace NetMesh.Planet.Links;

/// <summary>How flows that wait for the same link take turns.</summary>
public enum LinkDiscipline
{
    /// <summary>Deficit round robin per flow (Shreedhar and Varghese 1995): each gets the same share of bytes.</summary>
    Fair,

    /// <summary>First come, first served: the link of queueing theory.</summary>
    Fifo,
}
