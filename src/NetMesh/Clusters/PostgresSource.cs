using NetMesh.Commands;
using Npgsql;

namespace NetMesh.Clusters;

/// <summary>How a PostgreSQL database is reached. Nothing of it but host, database and user is ever shown: the rest may hold a password.</summary>
internal sealed class PostgresSource
{
    /// <summary>Our tables lie in a schema of their own; see <c>deploy/postgres.sql</c>.</summary>
    public const string Schema = "netmesh";

    private readonly string connection;
    private readonly string? passwordFrom;

    /// <param name="connection">An Npgsql connection string.</param>
    /// <param name="passwordFrom">Environment variable that holds the password; null: the connection string says all.</param>
    /// <exception cref="ArgumentException">The connection string is none.</exception>
    public PostgresSource(string connection, string? passwordFrom)
    {
        var read = new NpgsqlConnectionStringBuilder(connection);
        if (string.IsNullOrEmpty(read.Host))
        {
            throw new ArgumentException("the connection string names no host", nameof(connection));
        }

        this.connection = connection;
        this.passwordFrom = passwordFrom;
        Place = $"{read.Host}:{read.Port}/{read.Database ?? read.Username ?? ""}";
        User = read.Username;
    }

    /// <summary><c>HOST:PORT/DATABASE</c>.</summary>
    public string Place { get; }

    public string? User { get; }

    /// <summary>The whole connection string: never to be shown.</summary>
    /// <exception cref="CommandFailure">The environment variable that should hold the password is not set.</exception>
    public string ConnectionString()
    {
        var whole = new NpgsqlConnectionStringBuilder(connection) { SearchPath = Schema, ApplicationName = "netmesh" };
        if (passwordFrom is not null)
        {
            whole.Password = Environment.GetEnvironmentVariable(passwordFrom) is { Length: > 0 } password
                ? password
                : throw new CommandFailure(ExitCodes.Unusable, $"the password of {Place} should be in the environment variable {passwordFrom}, which is not set");
        }

        return whole.ConnectionString;
    }
}
