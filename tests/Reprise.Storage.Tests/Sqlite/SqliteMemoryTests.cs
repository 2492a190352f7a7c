using System.Text;
using Reprise.Interactions;
using Reprise.Storage.Sqlite;
using Reprise.Store;

namespace Reprise.Storage.Tests.Sqlite;

/// <summary>Memory is the whole process's, so these run alone.</summary>
[CollectionDefinition(nameof(SqliteMemoryTests), DisableParallelization = true)]
[Collection(nameof(SqliteMemoryTests))]
public sealed class SqliteMemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Large_bodies_leave_no_memory_behind()
    {
        await using var store = Open();
        await store.AppendAsync(new StoreBatch { Interactions = [Samples.Full(1)] }, Cancellation);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 2; i++) await AppendLargeAsync(store, i);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(6_000_000);
    }

    [Fact]
    public async Task Many_projects_leave_no_memory_behind()
    {
        await using var store = Open();
        await store.AppendAsync(new StoreBatch { Interactions = [Samples.Full(1)] }, Cancellation);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 200; i++)
            await store.AppendAsync(new StoreBatch { Interactions = [Samples.Recorded(i, project: $"p{i}") with { Request = new Body { Bytes = Encoding.UTF8.GetBytes(new string('x', 500_000)) } }] }, Cancellation);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(40_000_000);
    }

    public void Dispose() => _folder.Dispose();

    private SqliteInteractionStore Open() => new(new SqliteStoreOptions { Path = _folder.File("store.db"), IdleBeforeMaintenance = TimeSpan.Zero }, TimeProvider.System);

    // Of its own method, so that nothing here holds on to the bodies.
    private static async Task AppendLargeAsync(SqliteInteractionStore store, int number)
    {
        var noise = new byte[37_000_000];
        new Random(number).NextBytes(noise);
        var body = Encoding.ASCII.GetBytes($$"""{"model":"m","messages":[{"role":"user","content":"{{Convert.ToBase64String(noise)}}"}]}""");
        var large = Samples.Recorded(100 + number) with { Request = new Body { Bytes = body }, Response = new Body { Bytes = body.AsMemory(0, 20_000_000) } };
        await store.AppendAsync(new StoreBatch { Interactions = [large] }, Cancellation);
    }
}
