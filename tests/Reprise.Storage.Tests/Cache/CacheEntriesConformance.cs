using Reprise.Cache.Entries;

namespace Reprise.Storage.Tests.Cache;

/// <summary>What every keeper of the cache's entries promises.</summary>
public abstract class CacheEntriesConformance : IDisposable
{
    private readonly List<ICacheEntries> _made = [];

    /// <summary>A new, empty one, not opened.</summary>
    protected abstract ICacheEntries Create();

    [Fact]
    public void A_new_one_says_so_and_holds_nothing()
    {
        var entries = Create();
        _made.Add(entries);
        entries.Open().ShouldBe(CacheEntriesState.New);
        entries.Open().ShouldBe(CacheEntriesState.Opened);
        entries.Count().ShouldBeEmpty();
        entries.Find(1).ShouldBeNull();
        entries.Find(0).ShouldBeNull();
        entries.List(null, null, 0, 10).ShouldBeEmpty();
        entries.Note("position").ShouldBeNull();
    }

    [Fact]
    public void An_entry_comes_back_as_it_was_added()
    {
        var entries = Open();
        var entry = CacheSamples.Entry("a") with { Quality = 0.123456789, IsPinned = true, Expires = CacheSamples.Noon.AddDays(1), Text = "Größe? 二 \U0001F600 \0 end" };
        var number = entries.Add([entry]).Numbers.ShouldHaveSingleItem();
        entries.Find(number).ShouldBe(entry with { Number = number });
        entries.FindExact(entry.Exact, 5).ShouldHaveSingleItem().ShouldBe(entry with { Number = number });
        entries.FindBySource("shop", entry.Source).ShouldHaveSingleItem().Number.ShouldBe(number);
        entries.FindBySource("other", entry.Source).ShouldBeEmpty();
        entries.FindExact(entry.Partition, 5).ShouldBeEmpty();
    }

    [Fact]
    public void An_entry_without_a_text_is_not_one_with_an_empty_text()
    {
        var entries = Open();
        var numbers = entries.Add([CacheSamples.Entry("a", text: null), CacheSamples.Entry("b", text: "")]).Numbers;
        entries.Find(numbers[0])!.Text.ShouldBeNull();
        entries.Find(numbers[1])!.Text.ShouldBe("");
    }

    [Fact]
    public void Answers_to_the_same_question_come_newest_first()
    {
        var entries = Open();
        entries.Add([CacheSamples.Entry("old", second: 1), CacheSamples.Entry("new", second: 3), CacheSamples.Entry("same second", second: 3), CacheSamples.Entry("middle", second: 2)]);
        entries.FindExact(CacheSamples.Key("exact"), 3).Select(entry => entry.Source)
            .ShouldBe([CacheSamples.Source("same second"), CacheSamples.Source("new"), CacheSamples.Source("middle")]);
    }

    [Fact]
    public void Pinned_answers_come_before_newer_ones()
    {
        var entries = Open();
        entries.Add([CacheSamples.Entry("old", second: 1) with { IsPinned = true }, .. Enumerable.Range(2, 50).Select(i => CacheSamples.Entry("new " + i, second: i)), CacheSamples.Entry("older", second: 0) with { IsPinned = true }]);
        entries.FindExact(CacheSamples.Key("exact"), 3).Select(entry => entry.Source)
            .ShouldBe([CacheSamples.Source("old"), CacheSamples.Source("older"), CacheSamples.Source("new 51")]);
    }

    [Fact]
    public void The_same_source_and_policy_replaces_and_gets_a_new_number()
    {
        var entries = Open();
        var first = entries.Add([CacheSamples.Entry("a"), CacheSamples.Entry("a", policy: "other"), CacheSamples.Entry("a", project: "elsewhere")]);
        first.Replaced.ShouldBeEmpty();
        var second = entries.Add([CacheSamples.Entry("a", exact: "another", text: "anew")]);
        second.Replaced.ShouldBe([first.Numbers[0]]);
        second.Numbers[0].ShouldBeGreaterThan(first.Numbers[2]);
        entries.Find(first.Numbers[0]).ShouldBeNull();
        entries.FindExact(CacheSamples.Key("exact"), 9).Count.ShouldBe(2);
        entries.FindBySource("shop", CacheSamples.Source("a")).Select(entry => entry.Policy).ShouldBe(["other", "default"]);
        entries.Count().ShouldBe([new CacheEntryCount("elsewhere", "default", 1), new CacheEntryCount("shop", "default", 1), new CacheEntryCount("shop", "other", 1)]);
    }

    [Fact]
    public void A_generation_is_kept_and_counted_and_the_same_source_replaces_that_of_another_one()
    {
        var entries = Open();
        var first = entries.Add([CacheSamples.Entry("a"), CacheSamples.Entry("b") with { Generation = 7 }, CacheSamples.Entry("c") with { Generation = 7 }]).Numbers;
        entries.Find(first[1])!.Generation.ShouldBe(7);
        entries.Count().ShouldBe([new CacheEntryCount("shop", "default", 1), new CacheEntryCount("shop", "default", 2, 7)]);
        entries.Add([CacheSamples.Entry("a") with { Generation = 1_790_000_000 }]).Replaced.ShouldBe([first[0]]);
        entries.Count().ShouldBe([new CacheEntryCount("shop", "default", 2, 7), new CacheEntryCount("shop", "default", 1, 1_790_000_000)]);
        entries.List("shop", "default", 0, 9).Select(entry => entry.Generation).ShouldBe([7, 7, 1_790_000_000]);
    }

    [Fact]
    public void Of_two_with_one_source_in_one_call_the_later_stays()
    {
        var entries = Open();
        var added = entries.Add([CacheSamples.Entry("a", text: "first"), CacheSamples.Entry("a", text: "second")]);
        added.Replaced.ShouldBe([added.Numbers[0]]);
        entries.List(null, null, 0, 9).ShouldHaveSingleItem().Text.ShouldBe("second");
    }

    [Fact]
    public void Numbers_are_never_given_again()
    {
        var entries = Open();
        var numbers = entries.Add([CacheSamples.Entry("a"), CacheSamples.Entry("b")]).Numbers;
        entries.Remove(numbers).ShouldBe(2);
        entries.Add([CacheSamples.Entry("c")]).Numbers[0].ShouldBeGreaterThan(numbers[1]);
    }

    [Fact]
    public void Removing_counts_what_was_there()
    {
        var entries = Open();
        var numbers = entries.Add([CacheSamples.Entry("a"), CacheSamples.Entry("b")]).Numbers;
        entries.Remove([numbers[0], 12345, numbers[0]]).ShouldBe(1);
        entries.Remove([]).ShouldBe(0);
        entries.Count().ShouldBe([new CacheEntryCount("shop", "default", 1)]);
        entries.FindExact(CacheSamples.Key("exact"), 9).ShouldHaveSingleItem().Number.ShouldBe(numbers[1]);
    }

    [Fact]
    public void What_is_learned_is_kept_and_told_when_the_entry_is_gone()
    {
        var entries = Open();
        var number = entries.Add([CacheSamples.Entry("a")]).Numbers[0];
        var expires = CacheSamples.Noon.AddMinutes(5);
        entries.Update(number, 0.25, isPinned: true, expires).ShouldBeTrue();
        entries.Find(number).ShouldBe(CacheSamples.Entry("a") with { Number = number, Quality = 0.25, IsPinned = true, Expires = expires });
        entries.Update(number, null, isPinned: false, null).ShouldBeTrue();
        entries.Find(number).ShouldBe(CacheSamples.Entry("a") with { Number = number });
        entries.Update(number + 1, 1, isPinned: false, null).ShouldBeFalse();
    }

    [Fact]
    public void Lists_go_by_number_and_narrow_to_project_and_policy()
    {
        var entries = Open();
        var numbers = entries.Add([.. Enumerable.Range(0, 30).Select(i => CacheSamples.Entry("s" + i, project: "p" + i % 2, policy: i % 3 == 0 ? "x" : "y"))]).Numbers;
        entries.List(null, null, numbers[4], 3).Select(entry => entry.Number).ShouldBe(numbers.Skip(5).Take(3));
        entries.List("p1", null, 0, 100).Select(entry => entry.Number).ShouldBe(numbers.Where((_, i) => i % 2 == 1));
        entries.List(null, "x", numbers[9], 2).Select(entry => entry.Number).ShouldBe([numbers[12], numbers[15]]);
        entries.List("p0", "y", 0, 2).Select(entry => entry.Number).ShouldBe([numbers[2], numbers[4]]);
        entries.List("nobody", null, 0, 2).ShouldBeEmpty();
        entries.List(null, null, numbers[^1], 2).ShouldBeEmpty();
    }

    [Fact]
    public void Notes_are_written_over()
    {
        var entries = Open();
        entries.SetNote("position", "17");
        entries.SetNote("position", "18 \U0001F600");
        entries.SetNote("other", "");
        entries.Note("position").ShouldBe("18 \U0001F600");
        entries.Note("other").ShouldBe("");
    }

    [Fact]
    public void A_bad_entry_among_good_ones_adds_nothing()
    {
        var entries = Open();
        Should.Throw<ArgumentException>(() => entries.Add([CacheSamples.Entry("a"), CacheSamples.Entry("b") with { Project = "" }]));
        entries.Count().ShouldBeEmpty();
        entries.Add([CacheSamples.Entry("a")]).Replaced.ShouldBeEmpty();
    }

    [Fact]
    public void Random_changes_lead_to_what_the_oracle_has()
    {
        var seed = Conformance.Seed.Next();
        var random = new Random(seed);
        var (entries, oracle) = (Open(), new InMemoryCacheEntries());
        oracle.Open();
        for (var step = 0; step < 400; step++)
        {
            EntryRounds.Change(random, entries, oracle);
            if (step % 20 == 0) EntryRounds.ShouldBeAlike(entries, oracle, $"seed {seed}, step {step}");
        }

        EntryRounds.ShouldBeAlike(entries, oracle, $"seed {seed}, at the end");
    }

    [Fact]
    public async Task Readers_see_whole_entries_while_others_write()
    {
        var entries = Open();
        var start = entries.Add([.. Enumerable.Range(0, 50).Select(i => CacheSamples.Entry("s" + i, "e" + i, "text 0 of " + i))]).Numbers[0];
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 6).Select(reader => Task.Run(
            () =>
            {
                var (random, seen) = (new Random(reader), 0);
                while (!stop.IsCancellationRequested)
                {
                    var which = random.Next(50);
                    // Replaced in one step: there is always exactly one.
                    entries.FindExact(CacheSamples.Key("e" + which), 9).ShouldHaveSingleItem().Text!.ShouldEndWith(" of " + which);
                    if (entries.Find(start + random.Next(500)) is not null) seen++;
                    entries.List("shop", null, start, 5).Count.ShouldBe(5);
                }

                return seen;
            },
            TestContext.Current.CancellationToken)).ToList();
        for (var round = 1; round < 10; round++) entries.Add([.. Enumerable.Range(0, 50).Select(i => CacheSamples.Entry("s" + i, "e" + i, $"text {round} of {i}"))]);
        await Eventually(readers, stop);
        entries.Count().ShouldHaveSingleItem().Entries.ShouldBe(50);
    }

    public virtual void Dispose()
    {
        foreach (var entries in _made) entries.Dispose();
        GC.SuppressFinalize(this);
    }

    protected ICacheEntries Open()
    {
        var entries = Create();
        _made.Add(entries);
        entries.Open();
        return entries;
    }

    private static async Task Eventually(List<Task<int>> readers, CancellationTokenSource stop)
    {
        await stop.CancelAsync();
        await Task.WhenAll(readers);
    }
}
