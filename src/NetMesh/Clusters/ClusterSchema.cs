using NetMesh.Commands;
using Npgsql;

namespace NetMesh.Clusters;

/// <summary>What a cluster needs to find in its database: <c>deploy/postgres.sql</c>, built into the executable.</summary>
internal static class ClusterSchema
{
    /// <summary>The script, as it can be given to psql.</summary>
    public static string Script()
    {
        using var stream = typeof(ClusterSchema).Assembly.GetManifestResourceStream("postgres.sql")
            ?? throw new InvalidOperationException("the executable was built without its database schema");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Brings the database to what this version needs; where it is so already, and however many silos use it, nothing changes.</summary>
    /// <exception cref="CommandFailure">The database cannot be reached, or refuses.</exception>
    public static async Task ApplyAsync(PostgresSource database, CancellationToken cancelled)
    {
        try
        {
            await using var connection = new NpgsqlConnection(database.ConnectionString());
            await connection.OpenAsync(cancelled);
            await using var command = new NpgsqlCommand(Script(), connection);
            await command.ExecuteNonQueryAsync(cancelled);
        }
        catch (PostgresException e)
        {
            throw new CommandFailure(ExitCodes.Failed, $"the database {database.Place} refused: {OneLine(e.MessageText)}");
        }
        catch (NpgsqlException e)
        {
            throw new CommandFailure(ExitCodes.Failed, $"the database {database.Place} cannot be reached ({OneLine((e.InnerException ?? e).Message)})");
        }
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
