using Reprise.Interactions;
using Reprise.Storage.Sqlite;
using Reprise.Store;

namespace Reprise.Storage.Tests.Sqlite;

/// <summary>What is recorded between the moment a deletion selects and the moment it deletes.</summary>
public sealed class SqliteDeletionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("-flagged:true")]
    [InlineData("-label:keep")]
    [InlineData("weather -label:keep")]
    [InlineData("-model:other -flagged:true")]
    [InlineData("-(flagged:true -model:other)")]
    public async Task What_a_fact_holds_meanwhile_stays(string filter)
    {
        await using var store = Open();
        var (held, other) = (Large(1), Large(2));
        await store.AppendAsync(new StoreBatch { Interactions = [held, other] }, Cancellation);
        var hold = new StoreBatch { Facts = [Samples.Fact(held, FactKind.Flag), Samples.Fact(held, FactKind.Label, 1, "keep", text: "yes")] };

        (await BehindAsync(store, hold, () => store.DropBodiesAsync(Samples.Query(filter), Cancellation))).ShouldBe(1);
        (await store.FindAsync(Samples.Project, held.Interaction.Id, Cancellation))!.Request.ShouldNotBeNull();
    }

    [Fact]
    public async Task What_a_flag_holds_meanwhile_is_not_deleted()
    {
        await using var store = Open();
        var (held, other) = (Large(1), Large(2));
        await store.AppendAsync(new StoreBatch { Interactions = [held, other] }, Cancellation);
        (await BehindAsync(store, new StoreBatch { Facts = [Samples.Fact(held, FactKind.Flag)] }, () => store.DeleteAsync(Samples.Query("-flagged:true"), Cancellation))).ShouldBe(1);
        (await store.FindAsync(Samples.Project, held.Interaction.Id, Cancellation))!.Facts.Count.ShouldBe(1);
        (await store.FindAsync(Samples.Project, other.Interaction.Id, Cancellation)).ShouldBeNull();
    }

    public void Dispose() => _folder.Dispose();

    // Too long a name to share a shape, so that filters look at the row itself.
    private static RecordedInteraction Large(int second) => Samples.Full(second) with { Interaction = Samples.Full(second).Interaction with { Model = new string('n', 300) } };

    /// <summary>Begins a removal while the gate is held, behind a batch that waits there already: it selects before the batch is in, and removes after.</summary>
    private static async Task<long> BehindAsync(SqliteInteractionStore store, StoreBatch first, Func<Task<long>> remove)
    {
        var (entered, leave) = (new TaskCompletionSource(), new TaskCompletionSource());
        var gate = Task.Run(() => store.WriteAsync(
            _ =>
            {
                entered.SetResult();
                leave.Task.Wait(Cancellation);
                return true;
            },
            Cancellation), Cancellation);
        await entered.Task;
        var appended = store.AppendAsync(first, Cancellation);
        var removed = remove();
        leave.SetResult();
        await gate;
        await appended;
        return await removed;
    }

    private SqliteInteractionStore Open() => new(new SqliteStoreOptions { Path = _folder.File("store.db"), IdleBeforeMaintenance = TimeSpan.Zero }, TimeProvider.System);
}
