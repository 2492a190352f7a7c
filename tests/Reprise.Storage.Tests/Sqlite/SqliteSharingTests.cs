using Reprise.Interactions;
using Reprise.Storage.Sqlite;
using Reprise.Store;

namespace Reprise.Storage.Tests.Sqlite;

/// <summary>Other processes, readers that race, and senders that make up values.</summary>
public sealed class SqliteSharingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_store_on_the_same_file_is_refused_and_told_which_folder()
    {
        await using var first = Open();
        await first.OpenAsync(Cancellation);
        await using (var second = Open())
        {
            var refusal = await Should.ThrowAsync<StoreException>(() => second.OpenAsync(Cancellation));
            refusal.IsTransient.ShouldBeFalse();
            refusal.Message.ShouldContain(_folder.Path);
        }

        // A lock file that nobody holds means nothing.
        await first.DisposeAsync();
        File.Exists(_folder.File("reprise.lock")).ShouldBeTrue();
        await using var third = Open();
        await third.OpenAsync(Cancellation);
    }

    [Fact]
    public async Task A_lock_that_cannot_be_made_is_waited_for()
    {
        // A folder where the file should be: also root cannot open that.
        Directory.CreateDirectory(_folder.File("reprise.lock"));
        await using var store = Open();
        (await Should.ThrowAsync<StoreException>(() => store.OpenAsync(Cancellation))).IsTransient.ShouldBeTrue();
        Directory.Delete(_folder.File("reprise.lock"));
        await store.OpenAsync(Cancellation);
    }

    [Fact]
    public async Task Synchronous_is_what_the_options_say()
    {
        await using (var store = Open()) (await SynchronousAsync(store)).ShouldBe(1);
        await using (var store = Open(options => options.Synchronous = SqliteSynchronous.Full)) (await SynchronousAsync(store)).ShouldBe(2);

        static Task<long> SynchronousAsync(SqliteInteractionStore store) => store.WriteAsync(writer => writer.Database.Scalar("PRAGMA synchronous"), Cancellation);
    }

    [Fact]
    public async Task A_full_millisecond_goes_on_in_the_next_one()
    {
        var first = Samples.Recorded(1);
        await using (var store = Open())
        {
            await store.OpenAsync(Cancellation);
            await store.WriteAsync(
                writer =>
                {
                    var start = Position.Start(first.Interaction.Timestamp);
                    writer.Database.Execute($"WITH RECURSIVE n (p) AS (SELECT {start} UNION ALL SELECT p + 1 FROM n WHERE p < {Position.Last(start)}) INSERT INTO unindexed SELECT p FROM n");
                    return true;
                },
                Cancellation);
        }

        await using var again = Open();
        var more = Enumerable.Range(0, 200).Select(_ => Samples.Recorded(1)).ToArray();
        (await again.AppendAsync(new StoreBatch { Interactions = more }, Cancellation)).Stored.ShouldBe(200);
        var found = await again.FindAsync(Samples.Project, more[7].Interaction.Id, Cancellation);
        found.ShouldNotBeNull().Interaction.Timestamp.ShouldBe(first.Interaction.Timestamp.AddMilliseconds(1));
    }

    [Fact]
    public async Task Shapes_made_up_by_senders_stay_in_their_rows_and_filters_find_them()
    {
        var store = Open();
        store.MostShapes = 20;
        await using var oracle = new InMemoryInteractionStore();
        var all = Enumerable.Range(0, 120).Select(i => Samples.Recorded(i, "word", with: it => it with
        {
            Model = i % 3 == 0 ? $"model-{i}" : i % 3 == 1 ? new string('m', 300) + (i % 5) : "gpt-4o",
            Status = i % 4 == 0 ? InteractionStatus.Error : InteractionStatus.Success,
            PromptType = i % 10 == 0 ? $"type-{i}" : null,
            HttpStatus = 200 + (i % 7),
            Operation = "POST /v1/chat/completions",
            Usage = i % 2 == 0 ? new TokenUsage { PromptTokens = i, Estimated = i % 4 == 0 } : null,
        })).ToArray();
        foreach (var batch in all.Chunk(17))
        {
            await store.AppendAsync(new StoreBatch { Interactions = batch }, Cancellation);
            await oracle.AppendAsync(new StoreBatch { Interactions = batch }, Cancellation);
        }

        await store.DisposeAsync();
        await using var again = Open();
        (await again.WriteAsync(writer => writer.Database.Scalar("SELECT count(*) FROM shapes"), Cancellation)).ShouldBeLessThanOrEqualTo(21);
        string[] filters =
        [
            "", "model:gpt-4o", "-model:gpt-4o", "model:model-99", "model:mmm*", "-model:mmm*", "model:*MODEL-1*", "prompt_type:*", "-prompt_type:*", "status:error model:mmm*", "http_status>203",
            "-http_status>203", "estimated:true", "-estimated:true", "model:model-99 OR latency_ms>5 OR prompt_type:type-30", "word model:model-99", "stream:false", "-(model:gpt-4o status:error)",
        ];
        foreach (var filter in filters)
        {
            var expected = (await oracle.SearchAsync(Samples.Query(filter, 1000), Cancellation)).Items.Select(item => item.Interaction).ToArray();
            var found = (await again.SearchAsync(Samples.Query(filter, 1000), Cancellation)).Items.Select(item => item.Interaction).ToArray();
            found.ShouldBe(expected, filter);
        }

        foreach (var group in new[] { "model", "status", "prompt_type" })
        {
            var query = new AggregateQuery { Project = Samples.Project, GroupBy = [group, "http_status"], Filter = Samples.Filter("-model:model-3") };
            var found = (await again.AggregateAsync(query, Cancellation)).Rows.Select(Comparable).ToArray();
            found.ShouldBe((await oracle.AggregateAsync(query, Cancellation)).Rows.Select(Comparable), ignoreOrder: true);
        }
    }

    [Fact]
    public async Task Readers_that_are_cancelled_or_outlive_the_store_disturb_nobody()
    {
        var store = Open();
        for (var i = 0; i < 10; i++) await store.AppendAsync(new StoreBatch { Interactions = [.. Enumerable.Range(0, 100).Select(n => Samples.Recorded((i * 100) + n, "word"))] }, Cancellation);
        var stop = false;
        var cancelled = Task.Run(async () =>
        {
            while (!Volatile.Read(ref stop))
            {
                using var soon = new CancellationTokenSource();
                var read = store.SearchAsync(Samples.Query("word", 1000), soon.Token);
                await soon.CancelAsync();
                await Ended(read);
            }
        }, Cancellation);
        var recording = Task.Run(async () =>
        {
            for (var i = 0; !Volatile.Read(ref stop); i++) await Ended(store.AppendAsync(new StoreBatch { Interactions = [Samples.Recorded(i, "word", with: it => it with { Model = $"m{i}" })] }, Cancellation));
        }, Cancellation);
        for (var i = 0; i < 150; i++) (await store.SearchAsync(Samples.Query("-model:none", 200), Cancellation)).Items.Count.ShouldBe(200);
        var late = Enumerable.Range(0, 12).Select(_ => Task.Run(() => Ended(store.AggregateAsync(new AggregateQuery { Project = Samples.Project, GroupBy = ["model"] }, Cancellation)), Cancellation)).ToArray();
        await store.DisposeAsync();
        Volatile.Write(ref stop, true);
        await Task.WhenAll([cancelled, recording, .. late]);
        await Should.ThrowAsync<ObjectDisposedException>(() => store.SearchAsync(Samples.Query(), Cancellation));

        static async Task Ended(Task read)
        {
            try
            {
                await read;
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                // The only ways to end early.
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    private static (string Group, long Count, long Errors, long PromptTokens) Comparable(AggregateRow row) => (string.Join('|', row.Group), row.Count, row.Errors, row.PromptTokens);

    private SqliteInteractionStore Open(Action<SqliteStoreOptions>? with = null)
    {
        var options = new SqliteStoreOptions { Path = _folder.File("reprise.db"), IdleBeforeMaintenance = TimeSpan.Zero };
        with?.Invoke(options);
        return new SqliteInteractionStore(options, TimeProvider.System);
    }
}
