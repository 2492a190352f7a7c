using Reprise.Demo;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Stores;

/// <summary>A PostgreSQL server, an upstream, and servers between the two that a test may start and kill.</summary>
internal sealed class PostgresStage : IAsyncDisposable
{
    private readonly List<TempFolder> _folders = [];
    private readonly ScriptedUpstream _upstream;
    private readonly string _connection;
    private readonly bool _isShared;

    private PostgresStage(PostgresServer database, bool isShared, ScriptedUpstream upstream, string connection) =>
        (Database, _isShared, _upstream, _connection) = (database, isShared, upstream, connection);

    public PostgresServer Database { get; }

    /// <summary>How to reach the database.</summary>
    public string Connection => _connection;

    /// <summary>Calls that reached the upstream.</summary>
    public long Calls => _upstream.RequestCount;

    /// <param name="settings">Of PostgreSQL, such as <c>max_connections=10</c>.</param>
    public static async Task<PostgresStage> StartAsync(params string[] settings)
    {
        var database = await PostgresServer.StartAsync(settings);
        var upstream = await ScriptedUpstream.StartAsync(new ScriptedUpstreamOptions(), CancellationToken.None);
        return new PostgresStage(database, isShared: false, upstream, await database.CreateDatabaseAsync());
    }

    /// <summary>The same on the PostgreSQL that tests share, for one that does it no harm.</summary>
    public static async Task<PostgresStage> StartOnSharedAsync()
    {
        var database = await PostgresServer.SharedAsync();
        var upstream = await ScriptedUpstream.StartAsync(new ScriptedUpstreamOptions(), CancellationToken.None);
        return new PostgresStage(database, isShared: true, upstream, await database.CreateDatabaseAsync());
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
    /// <param name="settings">More settings, as <c>key=value</c>.</param>
    public Task<ServerProcess> ServeAsync(string folder, string options = "", params string[] settings) => ServerProcess.StartAsync(folder,
    [
        $"Providers:openai:BaseUrl={_upstream.BaseUrlOf("openai")}",
        "Storage:Engine=postgres",
        $"Storage:Postgres:ConnectionString={_connection};Timeout=3;{options}",
        // So that a test need not wait long for the next try.
        "Capture:RetryDelayMax=00:00:00.300",
        .. settings,
    ]);

    public async ValueTask DisposeAsync()
    {
        await _upstream.DisposeAsync();
        if (!_isShared) await Database.DisposeAsync();
        foreach (var folder in _folders) folder.Dispose();
    }
}
