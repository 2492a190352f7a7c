using Reprise.Interactions;
using Reprise.Storage.Sqlite;
using Reprise.Storage.Sqlite.Queries;
using Reprise.Store;
using SQLitePCL;

namespace Reprise.Storage.Tests.Sqlite;

/// <summary>What a run of replays has done is asked often, among many other calls: the index leads to its interactions, and no other row is looked at.</summary>
public sealed class ReplaySearchTests : IDisposable
{
    private const int Calls = 6000;
    private const int EachReplayed = 500;

    private static readonly InteractionId s_original = InteractionId.Parse("01980000-0000-7000-8000-000000000000");

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("replay_run:nightly", 12, 12)]
    [InlineData("replay_of:01980000-0000-7000-8000-000000000000", 12, 12)]
    [InlineData("prompt_template:support@3", 12, 12)]
    [InlineData("replay_run:nightly status:success", 12, 12)]
    [InlineData("replay_run:never", 0, 0)]
    [InlineData("record_error:odd", 12, Calls)]
    public async Task A_search_looks_at_the_rows_that_the_index_leads_to(string filter, int found, int seen)
    {
        await using var store = new SqliteInteractionStore(new SqliteStoreOptions { Path = _folder.File("reprise.db") }, TimeProvider.System);
        await store.AppendAsync(new StoreBatch { Interactions = [.. Enumerable.Range(0, Calls).Select(Call)] }, Cancellation);

        var (count, looked) = await store.WriteAsync(
            writer =>
            {
                var rows = 0;
                SqliteFunctions.Define(writer.Database);
                writer.Database.DefineFunction("seen", 1, (context, _, _) => raw.sqlite3_result_int(context, ++rows > 0 ? 1 : 0));
                var shapes = new ShapeTable();
                shapes.Load(writer.Database);
                var hits = 0;
                new SqliteSearch(writer.Database, 1, sharesFile: false, shapes.List, "seen(i.position)").Visit("i.position", Samples.Filter(filter), PositionRange.All, ascending: false, int.MaxValue, _ => hits++);
                return (hits, rows);
            },
            Cancellation);

        (count, looked).ShouldBe((found, seen));
    }

    private static RecordedInteraction Call(int number) => Samples.Recorded(number, with: it => number % EachReplayed != 0
        ? it with { Query = "?alt=sse" }
        : it with { Replay = new ReplayOrigin(s_original, "nightly"), PromptTemplate = "support@3", RecordError = "odd" });
}
