using System.Text;
using Reprise.Interactions;
using Reprise.Storage.Sqlite;
using Reprise.Storage.Sqlite.Bodies;
using Reprise.Store;

namespace Reprise.Storage.Tests.Sqlite;

/// <summary>What was removed is in no file any more, wherever it once stood: columns, words, bodies, shapes, free pages, the log.</summary>
public sealed class SqliteScrubTests
{
    private const string Planted = "zq7planted";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_byte_of_what_was_deleted_is_in_any_file_after_scrubbing_and_the_rest_is_whole()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "reprise.db");
        var all = Enumerable.Range(0, 400).Select(Recorded).ToArray();
        await using (var store = new SqliteInteractionStore(new SqliteStoreOptions { Path = path, IdleBeforeMaintenance = TimeSpan.Zero }, TimeProvider.System))
        {
            foreach (var some in all.Chunk(40)) await store.AppendAsync(new StoreBatch { Interactions = some, Facts = [.. some.Where(IsPlanted).Select(one => Samples.Fact(one, FactKind.Feedback, one.Interaction.Timestamp.Minute, text: Planted))] }, Cancellation);
            FilesWith(folder.Path, Planted).ShouldNotBeEmpty("the test must be able to fail");
            BodiesWith(path, Planted).ShouldBeGreaterThan(0, "the test must be able to fail");

            (await store.DeleteAsync(Samples.Query($"user:{Planted}") with { Reason = "erasure:x" }, Cancellation)).ShouldBe(all.Count(IsPlanted));
            await store.ScrubAsync(Cancellation);

            FilesWith(folder.Path, Planted).ShouldBeEmpty();
            BodiesWith(path, Planted).ShouldBe(0);
            foreach (var one in all.Where(one => !IsPlanted(one)))
                Conformance.Difference.ShouldBeSame(await store.FindAsync(Samples.Project, one.Interaction.Id, Cancellation), one);
            (await store.SearchAsync(Samples.Query("innocent", 1000), Cancellation)).Items.Count.ShouldBe(all.Count(one => !IsPlanted(one)));
            await store.AppendAsync(new StoreBatch { Interactions = [Recorded(1001)] }, Cancellation);
            (await store.AggregateAsync(new AggregateQuery { Project = Samples.Project, GroupBy = ["name"] }, Cancellation)).Rows.Sum(row => row.Count).ShouldBe(all.Count(one => !IsPlanted(one)) + 1);
        }

        FilesWith(folder.Path, Planted).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_fact_that_waits_is_removed_and_one_that_has_its_interaction_stays()
    {
        using var folder = new TemporaryFolder();
        await using var store = new SqliteInteractionStore(new SqliteStoreOptions { Path = Path.Combine(folder.Path, "reprise.db") }, TimeProvider.System);
        var here = Recorded(1);
        var (joined, waiting) = (Samples.Fact(here, FactKind.Label, 1, "a"), Samples.Fact(Recorded(2), FactKind.Label, 2, "b"));
        await store.AppendAsync(new StoreBatch { Interactions = [here], Facts = [joined, waiting] }, Cancellation);

        (await store.DeleteWaitingFactsAsync(Samples.Project, [joined.FactId, waiting.FactId], Cancellation)).ShouldBe(1);

        (await store.WaitingFactsAsync(Samples.Project, null, 10, Cancellation)).ShouldBeEmpty();
        (await store.FindAsync(Samples.Project, here.Interaction.Id, Cancellation))!.Facts.ShouldHaveSingleItem();
    }

    private static bool IsPlanted(RecordedInteraction one) => one.Interaction.UserId == Planted;

    private static RecordedInteraction Recorded(int number)
    {
        var text = number % 10 == 3 ? Planted : "innocent";
        var one = Samples.Recorded(number, $"{text} words {number}", with: it => it with
        {
            UserId = text == Planted ? Planted : $"u{number}", SessionId = $"{text}-s", Name = $"{text}-name", ErrorCode = text == Planted ? $"{Planted}{number}" : null, PromptPreview = $"{text} {number}",
            Metadata = $$"""{"who":"{{text}}"}""", Tags = [text], IpAddress = text,
        });
        return one with
        {
            Request = new Body { Bytes = Encoding.UTF8.GetBytes($$"""{"messages":[{"role":"user","content":"{{text}} {{number}} {{new string('x', 300)}}"}]}"""), ContentType = "application/json" },
            Response = new Body { Bytes = Encoding.UTF8.GetBytes($$"""{"content":"you said {{text}} {{number}}"}"""), ContentType = text },
        };
    }

    private static string[] FilesWith(string folder, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".lock", StringComparison.Ordinal) && Bytes(path).AsSpan().IndexOf(bytes) >= 0)];
    }

    private static byte[] Bytes(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Bodies lie compressed, so they are opened to be looked at.</summary>
    private static int BodiesWith(string path, string text)
    {
        using var database = SqliteDatabase.Open(path, create: false, TimeSpan.FromSeconds(10));
        var find = database.Prepare("SELECT data, bytes FROM packs");
        var found = 0;
        while (find.Step())
        {
            if (Pack.Decompress(find.Bytes(0), (int)find.Long(1)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0) found++;
        }

        find.Reset();
        return found;
    }
}
