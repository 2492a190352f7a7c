using Reprise.Demo;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Stores;

/// <summary>A PostgreSQL server of a test's own, an upstream, and servers between the two that a test may start and kill.</summary>
internal sealed class PostgresStage : IAsyncDisposable
{
    private readonly List<TempFolder> _folders = [];
    private readonly ScriptedUpstream _upstream;
    private readonly string _connection;

    private PostgresStage(PostgresServer database, ScriptedUpstream upstream, string connection) => (Database, _upstream, _connection) = (database, upstream, connection);

    public PostgresServer Database { get; }

    /// <summary>How to reach the database.</summary>
    public string Connection => _connection;

    /// <param name="settings">Of PostgreSQL, such as <c>max_connections=10</c>.</param>
    public static async Task<PostgresStage> StartAsync(params string[] settings)
    {
        var database = await PostgresServer.StartAsync(settings);
        var upstream = await ScriptedUpstream.StartAsync(new ScriptedUpstreamOptions(), CancellationToken.None);
        return new PostgresStage(database, upstream, await database.CreateDatabaseAsync());
    }

    /// <summary>A data folder for a server, which outlives it.</summary>
    public string NewFolder()
    {
        var folder = new TempFolder();
        _folders.Add(folder);
        return folder.Path;
    }

    /// <summary>Starts <c>reprise serve</c> on the database.</summary>
    /// <param name="folder">Its data folder.</param>
    /// <param name="options">More of the connection string, such as <c>Maximum Pool Size=2</c>.</param>
    public Task<ServerProcess> ServeAsync(string folder, string options = "") => ServerProcess.StartAsync(folder,
    [
        $"Providers:openai:BaseUrl={_upstream.BaseUrlOf("openai")}",
        "Storage:Engine=postgres",
        $"Storage:Postgres:ConnectionString={_connection};Timeout=3;{options}",
        // So that a test need not wait long for the next try.
        "Capture:RetryDelayMax=00:00:00.300",
    ]);

    public async ValueTask DisposeAsync()
    {
        await _upstream.DisposeAsync();
        await Database.DisposeAsync();
        foreach (var folder in _folders) folder.Dispose();
    }
}
