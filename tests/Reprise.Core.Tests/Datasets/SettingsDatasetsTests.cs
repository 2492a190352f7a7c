using Reprise.Datasets;
using Reprise.Settings;

namespace Reprise.Core.Tests.Datasets;

/// <summary>Versions of datasets and the parts they lie in.</summary>
public sealed class SettingsDatasetsTests
{
    private readonly DatasetStage _stage = new();

    [Fact]
    public async Task A_version_gives_its_cases_back_in_their_order_and_never_changes()
    {
        var hostile = DatasetStage.Case("b", "tab\t, quote\", emoji 🌍, zero \0, </script>") with { Tags = ["x", "y"] };
        var first = await _stage.AddAsync("refunds", DatasetStage.Case("a", "yes"), hostile);
        var second = await _stage.AddAsync("refunds", DatasetStage.Case("c"));

        (first.Number, first.CaseCount, first.ExpectedCount, second.Number).ShouldBe((1, 2, 2, 2));
        var cases = await _stage.CasesAsync("refunds", 1);
        cases.Select(item => item.CaseId).ShouldBe(["a", "b"]);
        cases[1].Expected.ShouldBe(hostile.Expected);
        cases[1].Request.ShouldBe(hostile.Request);
        cases[1].Tags.ShouldBe(["x", "y"]);
        (await _stage.CasesAsync("refunds")).Select(item => item.CaseId).ShouldBe(["c"]);
        (await _stage.CasesAsync("refunds", 7)).ShouldBeEmpty();
        (await _stage.Datasets.FindAsync("other", "refunds", default)).ShouldBeNull();
    }

    [Fact]
    public async Task The_same_cases_again_are_the_version_there_is()
    {
        var first = await _stage.AddAsync("refunds", DatasetStage.Case("a"));
        var again = await _stage.AddAsync("refunds", DatasetStage.Case("a"));
        again.ShouldBe(first);
        (await _stage.PartsAsync(), await _stage.DraftsAsync()).ShouldBe((1, 0));
        (await _stage.AddAsync("refunds", DatasetStage.Case("a", "other"))).Hash.ShouldNotBe(first.Hash);
    }

    [Fact]
    public async Task Large_versions_lie_in_parts_that_settings_can_hold()
    {
        var body = $$"""{"model":"m","messages":[{"role":"user","content":"{{new string('日', 60_000)}}"}]}""";
        var cases = Enumerable.Range(0, 20).Select(at => DatasetStage.Case($"case-{at}", body: body)).ToArray();
        await _stage.AddAsync("large", cases);
        (await _stage.PartsAsync()).ShouldBeGreaterThan(5);
        (await _stage.CasesAsync("large")).Select(item => item.CaseId).ShouldBe(cases.Select(item => item.CaseId));
    }

    [Fact]
    public async Task Two_who_make_a_version_at_once_both_keep_theirs()
    {
        var versions = await Task.WhenAll(Enumerable.Range(0, 8).Select(at => Task.Run(() => _stage.AddAsync("refunds", DatasetStage.Case($"of-{at}")))));
        versions.Select(version => version.Number).Order().ShouldBe([1, 2, 3, 4, 5, 6, 7, 8]);
        foreach (var version in versions) (await _stage.CasesAsync("refunds", version.Number)).ShouldHaveSingleItem();
        (await _stage.PartsAsync(), await _stage.DraftsAsync()).ShouldBe((8, 0));
    }

    [Fact]
    public async Task What_a_killed_server_left_is_swept_with_the_next_change_and_nothing_else_is()
    {
        await _stage.AddAsync("refunds", DatasetStage.Case("kept"));
        await _stage.AddAsync("broken", DatasetStage.Case("kept"));
        // As a server leaves it that dies between two parts: a note, two parts, no head.
        var draft = new DatasetDraft(_stage.Settings, "default", "broken/01997f2c-8a3e-7cc1-9d5b-0242ac120002");
        await draft.HoldAsync(default);
        for (var part = 0; part < 2; part++)
            await _stage.Settings.PutAsync(new Setting { Project = "default", Kind = SettingsDatasets.PartKind, Key = SettingsDatasets.PartName(draft.Key, part), Value = """{"cases":[]}""" }, null, null, default);
        // And one that died after its head was written.
        var named = (await _stage.Settings.ListAsync("default", SettingsDatasets.PartKind, default)).First(part => part.Key.StartsWith("refunds/", StringComparison.Ordinal)).Key[..^6];
        await new DatasetDraft(_stage.Settings, "default", named).HoldAsync(default);

        _stage.Time.Advance(TimeSpan.FromMinutes(59));
        await _stage.AddAsync("other", DatasetStage.Case("a"));
        (await _stage.PartsAsync(), await _stage.DraftsAsync()).ShouldBe((5, 2));

        _stage.Time.Advance(TimeSpan.FromMinutes(2));
        await _stage.AddAsync("other", DatasetStage.Case("b"));
        (await _stage.PartsAsync(), await _stage.DraftsAsync()).ShouldBe((4, 0));
        (await _stage.CasesAsync("refunds")).ShouldHaveSingleItem();
        (await _stage.CasesAsync("broken")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_writer_whose_parts_were_swept_is_told_and_names_nothing()
    {
        async IAsyncEnumerable<DatasetCase> Slow()
        {
            yield return DatasetStage.Case("a");
            _stage.Time.Advance(TimeSpan.FromHours(2));
            await DatasetDraft.SweepAsync(_stage.Settings, _stage.Time, "default", default);
            yield return DatasetStage.Case("b");
        }

        (await Should.ThrowAsync<DatasetException>(() => _stage.Datasets.AddVersionAsync("default", "slow", Slow(), new DatasetOrigin(null), "tester", default))).Message.ShouldContain("Do it again");
        (await _stage.Datasets.FindAsync("default", "slow", default)).ShouldBeNull();
        (await _stage.PartsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_reading_that_breaks_off_leaves_nothing()
    {
        static async IAsyncEnumerable<DatasetCase> Broken()
        {
            for (var at = 0; at < 3; at++) yield return DatasetStage.Case($"{at}", new string('x', 200_000));
            await Task.Yield();
            throw new IOException("gone");
        }

        await Should.ThrowAsync<IOException>(() => _stage.Datasets.AddVersionAsync("default", "refunds", Broken(), new DatasetOrigin(null), "tester", default));
        (await _stage.PartsAsync(), await _stage.DraftsAsync()).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_removed_dataset_is_gone_with_its_parts_and_its_numbers_are_not_given_again()
    {
        await _stage.AddAsync("refunds", DatasetStage.Case("a"));
        await _stage.AddAsync("refunds", DatasetStage.Case("b"));
        _stage.Time.Advance(TimeSpan.FromSeconds(1));
        (await _stage.Datasets.RemoveAsync("default", "refunds", "tester", default)).ShouldBeTrue();
        (await _stage.Datasets.RemoveAsync("default", "refunds", "tester", default)).ShouldBeFalse();
        (await _stage.Datasets.FindAsync("default", "refunds", default)).ShouldBeNull();
        (await _stage.Datasets.ListAsync("default", default)).ShouldBeEmpty();
        (await _stage.PartsAsync(), await _stage.DraftsAsync()).ShouldBe((0, 0));
        _stage.Time.Advance(TimeSpan.FromSeconds(1));
        (await _stage.AddAsync("refunds", DatasetStage.Case("c"))).Number.ShouldBe(3);
        var audit = await _stage.Settings.AuditAsync(new AuditQuery { Project = "default", Limit = 10 }, default);
        audit.Entries.Select(entry => entry.Action).ShouldBe(["dataset.version", "dataset.remove", "dataset.version", "dataset.version"]);
    }

    [Theory]
    [InlineData("", "name")]
    [InlineData("a\nb", "name")]
    public async Task Cases_without_a_usable_name_are_refused(string id, string word) =>
        (await Should.ThrowAsync<DatasetException>(() => _stage.AddAsync("refunds", DatasetStage.Case(id)))).Message.ShouldContain(word);

    [Fact]
    public async Task Names_and_requests_that_nobody_could_use_are_refused()
    {
        foreach (var name in new[] { "", "Upper", "a/b", "../x", new string('a', 65) }) await Should.ThrowAsync<DatasetException>(() => _stage.AddAsync(name, DatasetStage.Case("a")));
        foreach (var body in new[] { "", "[]", "{", "\"x\"" }) await Should.ThrowAsync<DatasetException>(() => _stage.AddAsync("refunds", DatasetStage.Case("a", body: body)));
        await Should.ThrowAsync<DatasetException>(() => _stage.AddAsync("refunds"));
        await Should.ThrowAsync<DatasetException>(() => _stage.AddAsync("refunds", DatasetStage.Case("a"), DatasetStage.Case("a")));
        (await _stage.PartsAsync(), await _stage.DraftsAsync()).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Versions_are_compared_by_the_names_of_their_cases()
    {
        await _stage.AddAsync("refunds", DatasetStage.Case("same"), DatasetStage.Case("changed", "old"), DatasetStage.Case("removed"));
        await _stage.AddAsync("refunds", DatasetStage.Case("same"), DatasetStage.Case("changed", "new"), DatasetStage.Case("added"));
        var found = await DatasetComparison.OfAsync(_stage.Datasets, "default", "refunds", 1, 2, default);
        (found.Added, found.Removed, found.Changed, found.Same).ShouldBe((1, 1, 1, 1));
        (found.AddedCases.Single(), found.RemovedCases.Single(), found.ChangedCases.Single()).ShouldBe(("added", "removed", "changed"));
    }
}
