using NetMesh.Clusters;
using NetMesh.Commands;
using NetMesh.Interop.Tests;
using Npgsql;

namespace NetMesh.Tests.Clusters;

/// <summary>The database of a cluster: what is in it after <c>cluster init</c>, and that each statement in it does what silos rely on.</summary>
public sealed class ClusterSchemaTests(PrivatePostgres postgres) : IClassFixture<PrivatePostgres>
{
    // Every key that the providers of membership and of grain storage look up.
    private static readonly string[] Keys =
    [
        "CleanupDefunctSiloEntriesKey", "ClearStorageKey", "DeleteMembershipTableEntriesKey", "DeleteStorageKey", "GatewaysQueryKey", "InsertMembershipKey",
        "InsertMembershipVersionKey", "MembershipReadAllKey", "MembershipReadRowKey", "ReadFromStorageKey", "UpdateIAmAlivetimeKey", "UpdateMembershipKey", "WriteToStorageKey",
    ];

    private PostgresSource Source => new(postgres.ConnectionString, null);

    [PostgresFact]
    public async Task Every_statement_that_silos_look_up_is_there()
    {
        await using var database = await ReadyAsync();
        var statements = await RowsAsync(database, "SELECT QueryKey, QueryText FROM OrleansQuery ORDER BY QueryKey COLLATE \"C\"");
        Assert.Equal(Keys, statements.Select(row => row[0]));
    }

    [PostgresFact]
    public async Task Applying_the_schema_again_changes_no_row_and_many_can_do_it_at_once()
    {
        await using var database = await ReadyAsync();
        const string RowVersions = "SELECT QueryKey, xmin::text FROM OrleansQuery ORDER BY 1";
        var before = await RowsAsync(database, RowVersions);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ClusterSchema.ApplyAsync(Source, CancellationToken.None)));
        Assert.Equal(before, await RowsAsync(database, RowVersions));
    }

    [PostgresFact]
    public async Task An_outdated_statement_is_brought_up_to_date()
    {
        await using var database = await ReadyAsync();
        var right = await RowsAsync(database, "SELECT QueryText FROM OrleansQuery WHERE QueryKey = 'GatewaysQueryKey'");
        await RowsAsync(database, "UPDATE OrleansQuery SET QueryText = 'SELECT 1' WHERE QueryKey = 'GatewaysQueryKey'");
        await ClusterSchema.ApplyAsync(Source, CancellationToken.None);
        Assert.Equal(right, await RowsAsync(database, "SELECT QueryText FROM OrleansQuery WHERE QueryKey = 'GatewaysQueryKey'"));
    }

    [PostgresFact]
    public async Task The_command_prepares_the_database_that_the_file_names_and_says_where()
    {
        var folder = Directory.CreateTempSubdirectory("netmesh-test-").FullName;
        var file = Path.Combine(folder, "cluster.yaml");
        await File.WriteAllTextAsync(file, $"membership: {{ postgres: {postgres.ConnectionString} }}\nsilos: {{ us-east: {{ address: 127.0.0.1 }} }}\n");
        var run = await ProgramRun.OfNetmeshAsync(["cluster", "init", "cluster.yaml"], folder);
        Directory.Delete(folder, recursive: true);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains($"127.0.0.1:{postgres.Port}/postgres is ready for cluster 'cluster'", run.Output, StringComparison.Ordinal);
        await using var database = await ReadyAsync();
        Assert.Equal(Keys.Length, (await RowsAsync(database, "SELECT QueryKey FROM OrleansQuery")).Count);
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_one_line()
    {
        var failure = await Assert.ThrowsAsync<CommandFailure>(
            () => ClusterSchema.ApplyAsync(new PostgresSource("Host=127.0.0.1;Port=1;Username=u;Password=secret", null), CancellationToken.None));
        Assert.StartsWith("the database 127.0.0.1:1/u cannot be reached", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Of_two_changes_made_from_one_view_of_the_members_only_the_first_happens()
    {
        await using var database = await ReadyAsync();
        Assert.Equal("True", await StatementAsync(database, "InsertMembershipVersionKey", ("DeploymentId", "race")));
        Assert.Equal("False", await StatementAsync(database, "InsertMembershipVersionKey", ("DeploymentId", "race")));
        var joined = await Task.WhenAll(Enumerable.Range(1, 8).Select(async generation =>
        {
            await using var other = await ReadyAsync();
            return await StatementAsync(other, "InsertMembershipKey", [.. Silo("race", generation, 0), ("SiloName", "a"), ("HostName", "a"), ("ProxyPort", 30000), ("StartTime", DateTime.UtcNow)]);
        }));
        Assert.Single(joined, "True");
        Assert.Equal("1", await StatementAsync(database, "MembershipReadAllKey", ("DeploymentId", "race")));
        Assert.Equal("False", await StatementAsync(database, "UpdateMembershipKey", [.. Silo("race", 99, 1), ("SuspectTimes", "")]));
        Assert.Equal("1", await StatementAsync(database, "MembershipReadAllKey", ("DeploymentId", "race")));
    }

    [PostgresFact]
    public async Task A_state_is_kept_as_readable_json_and_nobody_writes_over_what_they_have_not_read()
    {
        await using var database = await ReadyAsync();
        Assert.Equal("1", await WriteAsync(database, null, """{"Plan":  "ä"}"""));
        Assert.Null(await WriteAsync(database, null, "{}"));
        Assert.Null(await WriteAsync(database, 7, "{}"));
        Assert.Equal("2", await WriteAsync(database, 1, """{"Plan":  "ö"}"""));
        Assert.Equal([["""{"Plan":  "ö"}"""]], await RowsAsync(database, "SELECT state::text FROM grain_state WHERE grain_key = '127.16.0.9'"));
        Assert.Null(await StatementAsync(database, "DeleteStorageKey", [.. Key, ("GrainStateVersion", 1)]));
        Assert.Equal("3", await StatementAsync(database, "DeleteStorageKey", [.. Key, ("GrainStateVersion", 2)]));
        Assert.Null(await StatementAsync(database, "ReadFromStorageKey", Key));
    }

    [PostgresFact]
    public async Task Members_that_died_together_are_declared_dead_but_not_while_one_of_them_is_heard_of()
    {
        await using var database = await ReadyAsync();
        await StatementAsync(database, "InsertMembershipVersionKey", ("DeploymentId", "dark"));
        for (var generation = 0; generation < 2; generation++)
        {
            (string, object?)[] silo = [.. Silo("dark", generation, generation), ("SiloName", "a"), ("HostName", "a"), ("ProxyPort", 30000), ("StartTime", DateTime.UtcNow)];
            Assert.Equal("True", await StatementAsync(database, "InsertMembershipKey", silo));
        }

        const string Dead = "SELECT generation::text FROM membership WHERE cluster = 'dark' AND status = 6 ORDER BY 1";
        // However long this test takes, the one has been heard of, and the other has not.
        await RowsAsync(database, "UPDATE membership SET alive_at = now() - interval '1 hour' WHERE cluster = 'dark' AND generation = 0");
        await RowsAsync(database, "UPDATE membership SET alive_at = now() + interval '1 hour' WHERE cluster = 'dark' AND generation = 1");
        Assert.Equal(0, await SilentMembers.BuryAsync(Source, "dark", CancellationToken.None));
        Assert.Empty(await RowsAsync(database, Dead));

        await RowsAsync(database, "UPDATE membership SET alive_at = now() - interval '16 seconds' WHERE cluster = 'dark' AND generation = 1");
        Assert.Equal(2, await SilentMembers.BuryAsync(Source, "dark", CancellationToken.None));
        Assert.Equal([["0"], ["1"]], await RowsAsync(database, Dead));

        // The others must see that something has changed; and it happens once.
        Assert.Equal("3", await StatementAsync(database, "MembershipReadAllKey", ("DeploymentId", "dark")));
        Assert.Equal(0, await SilentMembers.BuryAsync(Source, "dark", CancellationToken.None));
        Assert.Equal("3", await StatementAsync(database, "MembershipReadAllKey", ("DeploymentId", "dark")));
    }

    private static (string, object?)[] Key =>
        [("ServiceId", "c"), ("GrainTypeString", "peer"), ("GrainIdExtensionString", "127.16.0.9"), ("GrainIdN0", 0L), ("GrainIdN1", 0L)];

    private static (string, object?)[] Silo(string cluster, int generation, int version) =>
    [
        ("DeploymentId", cluster), ("Address", "127.0.0.1"), ("Port", 11111), ("Generation", generation), ("Status", 3), ("IAmAliveTime", DateTime.UtcNow), ("Version", version),
    ];

    private static Task<string?> WriteAsync(NpgsqlConnection database, int? version, string json) =>
        StatementAsync(database, "WriteToStorageKey", [.. Key, ("GrainStateVersion", version), ("PayloadBinary", System.Text.Encoding.UTF8.GetBytes(json))]);

    // The first column of the first row, as text; null: no row.
    private static async Task<string?> StatementAsync(NpgsqlConnection database, string key, params (string Name, object? Value)[] parameters)
    {
        var text = await RowsAsync(database, $"SELECT QueryText FROM OrleansQuery WHERE QueryKey = '{key}'");
        await using var command = new NpgsqlCommand(text[0][0], database);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.Add(value is null ? new NpgsqlParameter(name, NpgsqlTypes.NpgsqlDbType.Integer) { Value = DBNull.Value } : new NpgsqlParameter(name, value));
        }

        return (await command.ExecuteScalarAsync())?.ToString();
    }

    private static async Task<List<string[]>> RowsAsync(NpgsqlConnection database, string sql)
    {
        var rows = new List<string[]>();
        await using var command = new NpgsqlCommand(sql, database);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(column => reader.GetString(column))]);
        }

        return rows;
    }

    private async Task<NpgsqlConnection> ReadyAsync()
    {
        await ClusterSchema.ApplyAsync(Source, CancellationToken.None);
        var connection = new NpgsqlConnection(Source.ConnectionString());
        await connection.OpenAsync();
        return connection;
    }
}
