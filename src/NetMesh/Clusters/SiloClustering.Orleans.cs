using System.Net;
using System.Net.Sockets;
using NetMesh.Commands;
using NetMesh.Grains.Silos;
using Orleans.Configuration;
using Orleans.Storage;

namespace NetMesh.Clusters;

/// <summary>How silos and gateways of a cluster find each other, and where grains keep their states.</summary>
internal static class SiloClustering
{
    private const string Npgsql = "Npgsql";

    /// <summary>A silo of the cluster.</summary>
    /// <exception cref="CommandFailure">A machine's name has no address, or the database's password is missing.</exception>
    public static ISiloBuilder UseCluster(this ISiloBuilder builder, Cluster cluster, ClusterSilo silo)
    {
        var address = AddressOf(silo);
        builder.Configure<SiloOptions>(options => options.SiloName = silo.Label);
        builder.Configure<ClusterOptions>(options => Name(options, cluster));
        builder.Configure<EndpointOptions>(options =>
        {
            options.AdvertisedIPAddress = address;
            options.SiloPort = silo.SiloPort;
            options.GatewayPort = silo.GatewayPort;
        });
        builder.NoticeLossSoon();
        builder.Configure<ClusterMembershipOptions>(options => options.IAmAliveTablePublishTimeout = SilentMembers.SignOfLifeEvery);
        if (cluster.Database is { } database)
        {
            var connection = database.ConnectionString();
            builder.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Npgsql, connection));
            builder.AddAdoNetGrainStorage(SiloPrograms.Storage, options =>
            {
                (options.Invariant, options.ConnectionString) = (Npgsql, connection);
                options.GrainStorageSerializer = new JsonStorageSerializer();
                options.DeleteStateOnClear = true;
            });
        }
        else
        {
            // The first silo keeps the list of members, and some silo the states: both end with their process.
            builder.UseDevelopmentClustering(FirstOf(cluster));
            builder.KeepStatesInMemory();
        }

        return builder.UseNetMesh(silo.Region.Label);
    }

    /// <summary>Where the first silo of the file takes the calls of others; without a database it keeps the list of members.</summary>
    /// <exception cref="CommandFailure">Its machine's name has no address.</exception>
    public static IPEndPoint FirstOf(Cluster cluster) => new(AddressOf(cluster.Silos[0]), cluster.Silos[0].SiloPort);

    /// <summary>A gateway that runs alone: a client of the cluster.</summary>
    /// <exception cref="CommandFailure">A machine's name has no address, or the database's password is missing.</exception>
    public static IClientBuilder UseCluster(this IClientBuilder builder, Cluster cluster)
    {
        builder.Configure<ClusterOptions>(options => Name(options, cluster));
        builder.NoticeLossSoon();
        if (cluster.Database is { } database)
        {
            var connection = database.ConnectionString();
            builder.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Npgsql, connection));
        }
        else
        {
            builder.UseStaticClustering([.. cluster.Silos.Select(silo => new IPEndPoint(AddressOf(silo), silo.GatewayPort))]);
        }

        builder.Services.AddWireMessages();
        return builder;
    }

    private static void Name(ClusterOptions options, Cluster cluster) => (options.ClusterId, options.ServiceId) = (cluster.Name, cluster.Name);

    private static IPAddress AddressOf(ClusterSilo silo)
    {
        try
        {
            return Dns.GetHostAddresses(silo.Address, AddressFamily.InterNetwork) is [var first, ..] ? first : throw new SocketException((int)SocketError.HostNotFound);
        }
        catch (SocketException e)
        {
            throw new CommandFailure(ExitCodes.Failed, $"silo '{silo.Label}': {silo.Address} has no address ({e.Message})");
        }
    }
}
