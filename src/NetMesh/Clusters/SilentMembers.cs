using Npgsql;

namespace NetMesh.Clusters;

/// <summary>
/// Members that died together, as when the power fails: nobody was left to declare them dead, so the list still says that they live, and a silo that starts
/// waits to hear from them. As soon as all of them have been silent for long, it declares them dead itself. While one of them is heard of, that is its business.
/// </summary>
internal static class SilentMembers
{
    /// <summary>
    /// Five times as long as a living silo is ever silent (<see cref="SignOfLifeEvery"/>). Compared with the database's clock: the silos' own must not be further
    /// off than this.
    /// </summary>
    public static readonly TimeSpan LongSilence = TimeSpan.FromSeconds(15);

    /// <summary>How often a silo writes down that it lives.</summary>
    public static readonly TimeSpan SignOfLifeEvery = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);

    // One that is still joining (2) writes nothing down; it ends by itself.
    private const string Bury = """
        WITH silent AS (
            SELECT count(*) > 0 AND max(alive_at) < now() - @silence AS are_all FROM membership WHERE cluster = @cluster AND status IN (3, 4, 5)),
        counted AS (
            UPDATE membership_version SET version = version + 1, changed_at = now() FROM silent WHERE cluster = @cluster AND silent.are_all RETURNING cluster)
        UPDATE membership SET status = 6 FROM counted WHERE membership.cluster = counted.cluster AND status IN (3, 4, 5)
        """;

    /// <summary>Declares all members dead if all are silent.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="NpgsqlException">The database cannot be reached, or is not prepared.</exception>
    public static async Task<int> BuryAsync(PostgresSource database, string cluster, CancellationToken cancelled)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString());
        await connection.OpenAsync(cancelled);
        await using var command = new NpgsqlCommand(Bury, connection);
        command.Parameters.AddWithValue("cluster", cluster);
        command.Parameters.AddWithValue("silence", LongSilence);
        return await command.ExecuteNonQueryAsync(cancelled);
    }

    /// <summary>Does so again and again until cancelled: until the silo that starts has joined. Whatever is wrong with the database, that silo will say.</summary>
    public static async Task BuryUntilAsync(PostgresSource database, string cluster, CancellationToken joined)
    {
        using var pace = new PeriodicTimer(AskEvery);
        try
        {
            do
            {
                try
                {
                    await BuryAsync(database, cluster, joined);
                }
                catch (NpgsqlException)
                {
                }
            }
            while (await pace.WaitForNextTickAsync(joined));
        }
        catch (OperationCanceledException)
        {
        }
    }
}
