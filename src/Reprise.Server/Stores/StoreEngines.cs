using System.Data.Common;
using Reprise.Access;
using Reprise.Batches;
using Reprise.Budgets;
using Reprise.Cache.Experiments;
using Reprise.Cache.Policies;
using Reprise.Datasets;
using Reprise.Encryption;
using Reprise.Evaluation.Rules;
using Reprise.Replay.Sessions;
using Reprise.Replay.Runs;
using Reprise.Privacy.Erasure;
using Reprise.Prompts;
using Reprise.Privacy.Policies;
using Reprise.Retention;
using Reprise.Server.Proof;
using Reprise.Security.Policies;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Server.Stores;

/// <summary>Engines by name, for a program that needs a store and no server.</summary>
public static class StoreEngines
{
    /// <summary>The names for <c>Storage:Engine</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["sqlite", "postgres", "clickhouse"];

    /// <summary>
    /// The kinds of settings there are; whoever adds one adds it here, or it stays behind when a store is moved. Keys do stay behind: what moves is opened and sealed again with the target's own, and
    /// wrapped keys of another record would take the place of those (see <see cref="StoreEngine.AdoptSecretsAsync"/> for what goes along).
    /// </summary>
    public static IReadOnlyList<string> SettingKinds { get; } =
    [
        Hold.SettingKind, RetentionScope.SettingKind, BodyMark.SettingKind, CachePolicies.SettingKind, CachePolicies.GenerationKind, CachePolicies.UseKind, CacheExperiments.SettingKind,
        EvaluationRule.SettingKind, Branch.SettingKind, ReplayRun.SettingKind, .. SettingsDatasets.SettingKinds, PromptShelf.SettingKind, PrivacyPolicies.SettingKind, PrivacyPolicies.OptOutKind,
        SecurityPolicy.SettingKind, User.SettingKind, ApiKey.SettingKind, Membership.SettingKind, ProjectEntry.SettingKind, SignIn.SettingKind, ErasureRecord.SettingKind, ErasureRecord.IdsKind,
        Reprise.Routing.Route.SettingKind, KeySpends.SettingKind, Batch.SettingKind, Batch.PartKind,
    ];

    /// <summary>Makes the engine of that name with the settings it would have in a server; opens nothing yet.</summary>
    /// <param name="configuration">With the engine's section, such as <c>Storage:Sqlite</c>.</param>
    /// <param name="engine">Its name.</param>
    /// <param name="data">The data folder.</param>
    /// <exception cref="InvalidOperationException">There is no such engine, or a setting of it is wrong; says so for people.</exception>
    public static StoreEngine Create(IConfiguration configuration, string engine, string data)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentException.ThrowIfNullOrEmpty(engine);
        ArgumentException.ThrowIfNullOrEmpty(data);
        var settings = new ConfigurationBuilder().AddConfiguration(configuration).AddInMemoryCollection([new("Storage:Engine", engine)]).Build();
        var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddLogging().AddStore(settings, data).AddSettingsStore(settings, data).AddProof(settings, data).BuildServiceProvider();
        return new StoreEngine(services, Describe(settings, engine, data)) { SettingsDescription = DescribeSettings(settings, services.GetRequiredService<ISettingsStore>().Engine, data) };
    }

    /// <summary>Where the SQLite engine keeps its record with these settings.</summary>
    public static string SqliteFile(IConfiguration configuration, string data) => StoreServices.SqliteOptions(configuration, data).Path;

    private static string DescribeSettings(IConfiguration settings, string engine, string data) => engine == "sqlite" ? $"sqlite {Path.GetFullPath(data)}" : Describe(settings, engine, data);

    /// <summary>Words that tell one database from another and hold no secret: never a user or a password, and nothing that is made from them.</summary>
    private static string Describe(IConfiguration settings, string engine, string data)
    {
        if (engine == "sqlite") return $"sqlite {(settings["Storage:Sqlite:Path"] is { Length: > 0 } path ? Path.GetFullPath(path) : Path.GetFullPath(data))}";
        if (engine == "clickhouse")
        {
            var options = StoreServices.ClickHouseOptions(settings);
            return $"clickhouse {options.Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/')} {options.Database}";
        }

        var postgres = StoreServices.PostgresOptions(settings);
        return $"postgres {Place(postgres.ConnectionString)} {postgres.Schema}";
    }

    private static string Place(string connection)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = connection };
            return $"{Part(parts, "Host", "Server") ?? "localhost"}:{Part(parts, "Port") ?? "5432"}/{Part(parts, "Database", "DB") ?? ""}";
        }
        catch (ArgumentException)
        {
            // Whoever opens it says what is wrong with it.
            return "?";
        }
    }

    private static string? Part(DbConnectionStringBuilder parts, params string[] names) => names.Select(name => parts.TryGetValue(name, out var value) ? value.ToString() : null).FirstOrDefault(static value => value is not null);
}

/// <summary>A store and what it stands on.</summary>
public sealed class StoreEngine : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    internal StoreEngine(ServiceProvider services, string description)
    {
        _services = services;
        Description = description;
        Store = services.GetRequiredService<IInteractionStore>();
    }

    /// <summary>To be opened by whoever asked for it.</summary>
    public IInteractionStore Store { get; }

    /// <summary>Which database it is, in words without secrets; equal for the same settings.</summary>
    public string Description { get; }

    /// <summary>Where a server with these settings keeps settings and the audit log; to be opened by whoever asked for it.</summary>
    public ISettingsStore Settings => _services.GetRequiredService<ISettingsStore>();

    /// <summary>Which database that is.</summary>
    public required string SettingsDescription { get; init; }

    /// <summary>Makes pseudonyms and keyed hashes here come out as they do there, for a record that moves here and begins here. Both are open.</summary>
    public Task AdoptSecretsAsync(StoreEngine from, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(from);
        return _services.GetRequiredService<KeyShelf>().AdoptRootAsync(from._services.GetRequiredService<KeyShelf>(), cancellationToken);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
