using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Traffic;

/// <summary>A connection to the outside before the real client has answered.</summary>
internal sealed class OutsideConnection(Network network, Connection connection) : IOutsideConnection
{
    public ConnectionEnd End => connection.DiallerEnd.Other;

    public Endpoint From => connection.From;

    public Endpoint To => connection.To;

    public Connection Connection => connection;

    public void Accepted() => network.OutsideAnswered(connection, accepted: true);

    public void Refused() => network.OutsideAnswered(connection, accepted: false);
}
