using Reprise.Interactions;
using Reprise.Storage.ClickHouse;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Storage.Tests.ClickHouse;

/// <summary>Stores on the server that all tests share, each in a database of its own.</summary>
public sealed class ClickHouseFixture : StoreFixture
{
    private readonly Dictionary<IInteractionStore, (ClickHouseStoreOptions Options, FaultyHandler Handler)> _made = [];

    /// <summary>A database nobody else has.</summary>
    internal static ClickHouseStoreOptions NewDatabase(ClickHouseServer server) =>
        new() { Url = server.Url, Database = $"reprise_{InteractionId.New(TimeProvider.System).ToString().Replace('-', '_')}" };

    /// <summary>A step is a request; every other one that fails is done by the server all the same, and only its answer is lost.</summary>
    public override void FailAt(IInteractionStore store, int step) => _made[store].Handler.FailAt((step + 1) / 2, losesAnswer: step % 2 == 0);

    public override bool Heal(IInteractionStore store)
    {
        var handler = _made[store].Handler;
        var failed = handler.HasFailed;
        handler.FailAt(0, losesAnswer: false);
        return failed;
    }

    protected override IInteractionStore Create()
    {
        // Starting the server takes a second and happens once; whoever is first waits for it.
        var server = Task.Run(ClickHouseServer.SharedAsync).GetAwaiter().GetResult();
        return Create(NewDatabase(server));
    }

    protected override IInteractionStore CreateOver(IInteractionStore store) => Create(_made[store].Options);

    private ClickHouseInteractionStore Create(ClickHouseStoreOptions options)
    {
        var handler = new FaultyHandler();
        var store = new ClickHouseInteractionStore(options, TimeProvider.System, handler);
        _made.Add(store, (options, handler));
        return store;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        using var http = new HttpClient();
        foreach (var options in _made.Values.Select(made => made.Options).DistinctBy(options => options.Database))
        {
            using var drop = new StringContent($"DROP DATABASE IF EXISTS {options.Database} SYNC");
            using var response = await http.PostAsync(options.Url, drop);
        }
    }
}
