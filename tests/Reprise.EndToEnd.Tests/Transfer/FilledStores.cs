using Reprise.Interactions;
using Reprise.Server.Tests.Api;
using Reprise.Storage.Sqlite;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Transfer;

/// <summary>Stores with random records in several projects, and facts that wait.</summary>
internal static class FilledStores
{
    public static async Task FillAsync(IInteractionStore store, int seed, int count)
    {
        var random = new RandomRecord(seed);
        string[] projects = ["a", "default", "z.9"];
        for (var from = 0; from < count; from += 500)
        {
            var records = Enumerable.Range(from, Math.Min(500, count - from)).Select(i => random.Next(projects[i % 3])).ToList();
            var waiting = Enumerable.Range(0, 3).Select(i => random.Fact(i == 0 ? "only-facts" : "default", InteractionId.At(DateTimeOffset.UnixEpoch)));
            await store.AppendAsync(new StoreBatch { Interactions = [.. records.Select(record => record with { Facts = [] })], Facts = [.. records.SelectMany(record => record.Facts), .. waiting] }, CancellationToken.None);
        }
    }

    public static SqliteInteractionStore Sqlite(TempFolder folder, string name)
    {
        Directory.CreateDirectory(folder.File(name));
        return new SqliteInteractionStore(new SqliteStoreOptions { Path = Path.Combine(folder.File(name), "reprise.db"), IdleBeforeMaintenance = TimeSpan.Zero }, TimeProvider.System);
    }

    public static async Task<SqliteInteractionStore> OpenSqliteAsync(TempFolder folder, string name)
    {
        var store = Sqlite(folder, name);
        await store.OpenAsync(CancellationToken.None);
        return store;
    }
}
