using System.Text;
using Reprise.Interactions;
using Reprise.Server.Tests.Api;
using Reprise.Store;
using Reprise.Tests;
using Reprise.Transfer.Migration;

namespace Reprise.EndToEnd.Tests.Transfer;

public sealed class StoreMigrationTests(ITestOutputHelper output)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_comes_over_and_back_again()
    {
        var seed = Seed();
        using var folder = new TempFolder();
        await using var first = new InMemoryInteractionStore();
        await using var second = await FilledStores.OpenSqliteAsync(folder, "second");
        await using var third = new InMemoryInteractionStore();
        await FilledStores.FillAsync(first, seed, 900);

        var mark = await CopyAsync(first, second, folder);
        await CopyAsync(second, third, folder);

        mark.Interactions.ShouldBe(900);
        await EqualAsync(first, second, 900);
        await EqualAsync(second, third, 900);
        (await third.ProjectsAsync(Cancellation)).ShouldBe(["a", "default", "only-facts", "z.9"]);
    }

    [Fact]
    public async Task Words_of_bodies_find_the_copy_as_they_found_the_original()
    {
        using var folder = new TempFolder();
        await using var from = await FilledStores.OpenSqliteAsync(folder, "from");
        await using var to = await FilledStores.OpenSqliteAsync(folder, "to");
        var plain = new RandomRecord(1).Next();
        var record = plain with
        {
            Interaction = plain.Interaction with { Dialect = "openai.chat", PromptPreview = null, ContentPreview = null, ErrorMessage = null, HttpStatus = 200 },
            Request = new Body { Bytes = """{"model":"m","messages":[{"role":"user","content":"earlier lighthouse"},{"role":"assistant","content":"yes"},{"role":"user","content":"where is the harbour"}]}"""u8.ToArray() },
            Response = new Body { Bytes = """{"choices":[{"message":{"content":"behind the windmill"}}]}"""u8.ToArray() },
            SearchText = "where is the harbour behind the windmill",
        };
        await from.AppendAsync(new StoreBatch { Interactions = [record] }, Cancellation);

        await CopyAsync(from, to, folder);

        foreach (var (word, hits) in new[] { ("harbour", 1), ("windmill", 1), ("lighthouse", 0) })
        {
            foreach (var store in new IInteractionStore[] { from, to })
                (await store.SearchAsync(new InteractionQuery { Project = "default", Filter = new TextFilter([word], false) }, Cancellation)).Items.Count.ShouldBe(hits, $"{word} in {store.Engine}");
        }
    }

    [Fact]
    public async Task A_copy_that_fails_anywhere_goes_on_and_loses_and_doubles_nothing()
    {
        var seed = Seed();
        using var folder = new TempFolder();
        await using var from = new InMemoryInteractionStore();
        await FilledStores.FillAsync(from, seed, 1560);
        for (var failing = 1; failing <= 8; failing++)
        {
            foreach (var afterwards in new[] { false, true })
            {
                await using var to = new InMemoryInteractionStore();
                var marks = new MigrationMarkFile(folder.File($"{failing}-{afterwards}.json"));
                await using var faulty = new FaultyStore(to, failing, afterwards);
                await Should.ThrowAsync<StoreException>(() => new StoreMigration(from, faulty, marks).CopyAsync(Begin(), _ => { }, Cancellation), $"append {failing}");

                await new StoreMigration(from, to, marks).CopyAsync(marks.Read()!, _ => { }, Cancellation);

                await EqualAsync(from, to, 1560);
            }
        }
    }

    [Fact]
    public async Task The_comparison_finds_whatever_is_missing_changed_or_too_much()
    {
        var seed = Seed();
        await using var from = new InMemoryInteractionStore();
        await FilledStores.FillAsync(from, seed, 300);
        var page = await from.ReadAsync(new InteractionQuery { Project = "default", Limit = 1000 }, Cancellation);
        var victim = page.Items[page.Items.Count / 2];

        (await DifferencesAsync(record => record.Interaction.Id == victim.Interaction.Id ? null : record)).ShouldNotBeEmpty("missing");
        (await DifferencesAsync(record => Changed(record, r => r with { Interaction = r.Interaction with { SpanId = "other" } }))).ShouldNotBeEmpty("a column");
        (await DifferencesAsync(record => Changed(record, r => r with { ResponseHeaders = [.. r.ResponseHeaders, new("x", "y")] }))).ShouldNotBeEmpty("a header");
        (await DifferencesAsync(record => Changed(record, r => r with { Request = new Body { Bytes = Encoding.UTF8.GetBytes("changed") } }))).ShouldNotBeEmpty("a body");
        (await DifferencesAsync(record => Changed(record, r => r with { Facts = [.. r.Facts, new RandomRecord(2).Fact("default", r.Interaction.Id)] }))).ShouldNotBeEmpty("a fact");
        (await DifferencesAsync(record => record, new RandomRecord(3).Next())).ShouldNotBeEmpty("one too many");
        (await DifferencesAsync(record => record, waits: false)).ShouldNotBeEmpty("a fact that waits");
        (await DifferencesAsync(record => record)).ShouldBeEmpty();

        RecordedInteraction Changed(RecordedInteraction record, Func<RecordedInteraction, RecordedInteraction> change) => record.Interaction.Id == victim.Interaction.Id ? change(record) : record;

        async Task<IReadOnlyList<string>> DifferencesAsync(Func<RecordedInteraction, RecordedInteraction?> change, RecordedInteraction? more = null, bool waits = true)
        {
            await using var to = new InMemoryInteractionStore();
            foreach (var project in await from.ProjectsAsync(Cancellation))
            {
                var all = await from.ReadAsync(new InteractionQuery { Project = project, Limit = 1000 }, Cancellation);
                var kept = all.Items.Select(change).OfType<RecordedInteraction>().ToList();
                var facts = kept.SelectMany(record => record.Facts).Concat(waits ? await from.WaitingFactsAsync(project, null, 1000, Cancellation) : []);
                await to.AppendAsync(new StoreBatch { Interactions = [.. kept.Select(record => record with { Facts = [] })], Facts = [.. facts] }, Cancellation);
            }

            if (more is not null) await to.AppendAsync(new StoreBatch { Interactions = [more] }, Cancellation);
            return (await new MigrationCheck(from, to, toHoldsMore: false).RunAsync(MigrationCheckDepth.All, _ => { }, Cancellation)).Differences;
        }
    }

    private int Seed()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("REPRISE_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"seed {seed} (REPRISE_SEED)");
        return seed;
    }

    private static MigrationMark Begin() => new() { From = "a", To = "b" };

    private static async Task<MigrationMark> CopyAsync(IInteractionStore from, IInteractionStore to, TempFolder folder)
    {
        var marks = new MigrationMarkFile(folder.File("mark.json"));
        return await new StoreMigration(from, to, marks).CopyAsync(Begin(), _ => { }, Cancellation);
    }

    private static async Task EqualAsync(IInteractionStore from, IInteractionStore to, int count)
    {
        var check = await new MigrationCheck(from, to, toHoldsMore: false).RunAsync(MigrationCheckDepth.All, _ => { }, Cancellation);
        check.Differences.ShouldBeEmpty();
        check.Records.ShouldBe(count);
    }

    /// <summary>Fails one append, before or after it was done.</summary>
    private sealed class FaultyStore(IInteractionStore inner, int failing, bool afterwards) : DelegatingStore(inner)
    {
        private int _appends;

        public override async Task<AppendResult> AppendAsync(StoreBatch batch, CancellationToken cancellationToken)
        {
            var fails = ++_appends == failing;
            if (fails && !afterwards) throw new StoreException("down");
            var result = await base.AppendAsync(batch, cancellationToken);
            return fails ? throw new StoreException("down") : result;
        }
    }
}
