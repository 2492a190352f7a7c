using System.Text.Json;
using Reprise.Interactions;
using Reprise.Prompts;
using Reprise.Settings;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Core.Tests.Prompts;

/// <summary>Templates, their versions, and what is made of them.</summary>
public sealed class PromptTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly PromptShelf _shelf;
    private readonly InMemoryInteractionStore _store = new();

    public PromptTests() => _shelf = new PromptShelf(new InMemorySettingsStore(_time), _time);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Values_are_put_in_once_and_never_looked_at_again()
    {
        var prompt = await SetAsync(@"Hi {{ name }}, {{tone|kindly {}}} \{{literal}} {{name}}.");
        prompt.Versions.Single().Variables.ShouldBe(["name", "tone"]);
        var rendered = Render(prompt, ("name", "{{tone}} $& \\ 日本"));
        rendered.Text.ShouldBe("Hi {{tone}} $& \\ 日本, kindly {} {{literal}} {{tone}} $& \\ 日本.");
        rendered.Headers["Reprise-Prompt"].ShouldBe("greet@1");
        var header = rendered.Headers["Reprise-Prompt-Variables"];
        header.All(static c => c is >= ' ' and < (char)127).ShouldBeTrue();
        JsonElement.Parse(header).GetProperty("name").GetString().ShouldBe("{{tone}} $& \\ 日本");
    }

    [Fact]
    public async Task A_missing_or_unknown_variable_is_named()
    {
        var prompt = await SetAsync("Hi {{name}}");
        Should.Throw<PromptException>(() => Render(prompt)).Message.ShouldContain("'name'");
        Should.Throw<PromptException>(() => Render(prompt, ("name", "a"), ("nam", "b"))).Message.ShouldContain("'nam'");
        Render(prompt, ("name", "")).Text.ShouldBe("Hi ");
    }

    [Theory]
    [InlineData("a {{b", 3)]
    [InlineData("{{}}", 1)]
    [InlineData("x{{a b}}", 2)]
    [InlineData("{{1a}}", 1)]
    [InlineData("{{#if x}}", 1)]
    public async Task Braces_that_hold_no_variable_are_told_by_their_place(string text, int place) =>
        (await Should.ThrowAsync<PromptException>(() => SetAsync(text))).Message.ShouldContain($"character {place}:");

    [Fact]
    public async Task Versions_never_change_and_numbers_are_never_given_again()
    {
        await SetAsync("one");
        (await SetAsync("one")).Versions.Count.ShouldBe(1);
        var both = await SetAsync("two", "production");
        both.Versions.Select(version => (version.Number, version.Text)).ShouldBe([(1, "one"), (2, "two")]);
        both.Labels["production"].ShouldBe(2);
        (await _shelf.RemoveAsync("default", "greet", "t", default)).ShouldBeTrue();
        (await _shelf.FindAsync("default", "greet", default)).ShouldBeNull();
        (await _shelf.RemoveAsync("default", "greet", "t", default)).ShouldBeFalse();
        (await SetAsync("three")).Versions.Single().Number.ShouldBe(3);
    }

    [Fact]
    public async Task Two_who_change_a_prompt_at_once_both_keep_their_version()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(at => Task.Run(() => SetAsync($"text {at}"))));
        var prompt = await _shelf.FindAsync("default", "greet", default);
        prompt!.Versions.Select(version => version.Number).ShouldBe([1, 2, 3, 4, 5, 6, 7, 8]);
        prompt.Versions.Select(version => version.Text).Distinct().Count().ShouldBe(8);
    }

    [Fact]
    public async Task A_version_is_chosen_by_number_label_experiment_production_or_age_in_this_order()
    {
        await SetAsync("one");
        await SetAsync("two");
        var prompt = await SetAsync("three");
        Render(prompt).Version.ShouldBe(3);
        prompt = await _shelf.LabelAsync("default", "greet", "production", 1, "t", default);
        Render(prompt).Version.ShouldBe(1);
        prompt = await _shelf.TryAsync("default", "greet", "ab", [new PromptVariant(2, 0.5), new PromptVariant(3, 0.5)], "t", default);
        Render(prompt).Version.ShouldBe(1);
        var tried = PromptRendering.Render(prompt, new PromptRequest { Key = "alice" });
        (tried.Variant, tried.Version is 2 or 3).ShouldBe(("ab", true));
        PromptRendering.Render(prompt, new PromptRequest { Key = "alice", Label = "production" }).Version.ShouldBe(1);
        PromptRendering.Render(prompt, new PromptRequest { Key = "alice", Version = 3 }).Variant.ShouldBeNull();
        Should.Throw<PromptException>(() => PromptRendering.Render(prompt, new PromptRequest { Version = 9 })).IsNotFound.ShouldBeTrue();
        (await _shelf.LabelAsync("default", "greet", "production", null, "t", default)).Labels.ShouldBeEmpty();
    }

    [Fact]
    public void A_key_keeps_its_variant_and_a_hundred_thousand_keys_meet_the_shares()
    {
        var experiment = new PromptExperiment { Name = "ab", Variants = [new(1, 0.1), new(2, 0.3), new(3, 0.6)], StartedAt = _time.GetUtcNow() };
        var counts = Enumerable.Range(0, 100_000).CountBy(at => PromptAssignment.Of(experiment, $"user-{at}").Version).ToDictionary();
        foreach (var variant in experiment.Variants) (counts[variant.Version] / 100_000.0).ShouldBe(variant.Share, 0.005);
        Enumerable.Range(0, 1000).All(at => PromptAssignment.Of(experiment, $"{at}") == PromptAssignment.Of(experiment with { StartedAt = default }, $"{at}")).ShouldBeTrue();
        // Written down, so that no change of the code deals keys out anew while an experiment runs.
        Enumerable.Range(0, 10).Select(at => PromptAssignment.Of(experiment, $"user-{at}").Version).ShouldBe([2, 3, 3, 2, 2, 2, 3, 3, 3, 2]);
        var other = experiment with { Name = "other" };
        Enumerable.Range(0, 1000).Count(at => PromptAssignment.Of(experiment, $"{at}") != PromptAssignment.Of(other, $"{at}")).ShouldBeInRange(400, 700);
    }

    [Fact]
    public async Task Shares_and_labels_that_make_no_sense_are_refused()
    {
        await SetAsync("one");
        await SetAsync("two");
        PromptVariant[][] wrong = [[new(1, 1)], [new(1, 0.5), new(2, 0.4)], [new(1, 0.5), new(1, 0.5)], [new(1, double.NaN), new(2, 0.5)], [new(1, 0.5), new(7, 0.5)]];
        foreach (var variants in wrong) await Should.ThrowAsync<PromptException>(() => _shelf.TryAsync("default", "greet", null, variants, "t", default));
        foreach (var label in new[] { "", "1", "Upper", "a@b" }) await Should.ThrowAsync<PromptException>(() => _shelf.LabelAsync("default", "greet", label, 1, "t", default));
        await Should.ThrowAsync<PromptException>(() => _shelf.SetAsync("default", "a@b", new PromptValues { Text = "x" }, "t", default));
        await Should.ThrowAsync<PromptException>(() => _shelf.SetAsync("default", "x", new PromptValues(), "t", default));
        await Should.ThrowAsync<PromptException>(() => SetAsync(new string('x', 300_000)));
    }

    [Fact]
    public async Task Versions_are_compared_by_the_record_of_their_calls()
    {
        await SetAsync("one");
        var prompt = await SetAsync("two");
        for (var at = 0; at < 100; at++)
        {
            await RecordAsync(1, latency: 100 + at % 10, success: at % 2 == 0, score: 0.4 + at % 3 * 0.1);
            await RecordAsync(2, latency: 200 + at % 10, success: true, score: 0.8 + at % 3 * 0.1);
        }

        await RecordAsync(1, 5, true, null, replay: true);
        var found = await new PromptComparisons(_store).CompareAsync("default", prompt, null, null, default);
        found.Versions.Select(version => (version.Version, version.Calls, version.Succeeded)).ShouldBe([(1, 100, 50), (2, 100, 100)]);
        found.Versions[0].SuccessInterval.Lower.ShouldBe(0.404, 0.001);
        found.Versions[1].LatencyMs!.Mean.ShouldBe(204.5, 1e-9);
        found.Versions[1].LatencyMsP95.ShouldBe(209);
        found.Note.ShouldBeNull();
        found.Differences.ToDictionary(one => one.Measure, one => one.Verdict).ShouldBe(new Dictionary<string, string>
        {
            ["success_rate"] = "higher", ["latency_ms"] = "higher", ["prompt_tokens"] = "unclear", ["completion_tokens"] = "unclear", ["cost_usd"] = "unclear", ["relevance"] = "higher",
        }, ignoreOrder: true);
        var score = found.Differences.Single(one => one.Measure == "relevance");
        // Welch by hand: variance 0.0068 on each side of 100, t(198) = 1.972.
        score.Difference.ShouldBe(0.4, 0.0001);
        (score.Upper - score.Lower).ShouldBe(0.0459, 0.0002);
    }

    [Fact]
    public async Task Of_too_few_calls_nothing_is_said()
    {
        await SetAsync("one");
        var prompt = await SetAsync("two");
        (await new PromptComparisons(_store).CompareAsync("default", prompt, null, null, default)).Note!.ShouldContain("Fewer than two");
        for (var at = 0; at < 29; at++)
        {
            await RecordAsync(1, 1, true, null);
            await RecordAsync(2, 1000, false, null);
        }

        var found = await new PromptComparisons(_store).CompareAsync("default", prompt, null, null, default);
        found.Note!.ShouldContain("fewer than 30");
        found.Differences.ShouldAllBe(one => one.Verdict == "too_few");
    }

    [Fact]
    public async Task Two_versions_are_shown_word_by_word()
    {
        await SetAsync("Be brief with {{name}}.");
        var diff = PromptDiff.Of(await SetAsync("Be kind with {{name}} and {{other}}."), null, null);
        (diff.From, diff.To, diff.AddedVariables.Single()).ShouldBe((1, 2, "other"));
        diff.Words!.ShouldContain(piece => piece.Kind == "removed" && piece.Text.Contains("brief", StringComparison.Ordinal));
    }

    private Task<Prompt> SetAsync(string text, params string[] labels) => _shelf.SetAsync("default", "greet", new PromptValues { Text = text, Labels = labels }, "tester", default);

    private static RenderedPrompt Render(Prompt prompt, params (string Name, string Value)[] values) =>
        PromptRendering.Render(prompt, new PromptRequest { Variables = values.ToDictionary(value => value.Name, value => JsonSerializer.SerializeToElement(value.Value)) });

    private async Task RecordAsync(int version, long latency, bool success, double? score, bool replay = false)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        var id = InteractionId.New(_time);
        var call = new Interaction
        {
            Id = id, Project = "default", Timestamp = _time.GetUtcNow(), Kind = InteractionKind.Llm, Status = success ? InteractionStatus.Success : InteractionStatus.Error, Dialect = "openai.chat",
            LatencyMs = latency, PromptTemplate = $"greet@{version}", CostUsd = 0.001m, Usage = new TokenUsage { PromptTokens = 10, CompletionTokens = 5 }, Replay = replay ? new ReplayOrigin(id, null) : null,
        };
        var facts = score is null ? Array.Empty<Fact>() : [new Fact { FactId = InteractionId.New(_time), InteractionId = id, Project = "default", Kind = FactKind.Evaluation, Timestamp = _time.GetUtcNow(), Name = "relevance", Value = score }];
        await _store.AppendAsync(new StoreBatch { Interactions = [new RecordedInteraction { Interaction = call }], Facts = facts }, default);
    }
}
