using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Interactions;
using Reprise.Server.Evaluation;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Evaluation;

/// <summary>Rules score a sample of live traffic, and nothing else.</summary>
public sealed class EvaluationRuleTests
{
    [Fact]
    public async Task What_a_rule_selects_is_scored_once_it_is_stored()
    {
        await using var stage = await EvaluationStage.StartAsync();
        var rule = await stage.PutAsync("/api/evaluation-rules/refunds", """{"filter":"tag:shop","evaluators":["contains:refund",{"type":"judge","model":"openai/judge-1"}]}""");
        rule.GetProperty("max_per_minute").GetInt32().ShouldBe(60);
        rule.TryGetProperty("mistake", out _).ShouldBeFalse();

        var selected = await stage.AskAsync("refund", "Reprise-Tags: shop");
        var other = await stage.AskAsync("refund");
        var facts = await Eventually.FindsAsync("it is scored", async () => (await FactsAsync(stage, selected)) is { Count: 2 } found ? found : null);
        facts.Select(static fact => (fact.Name, fact.Value, fact.Author)).ShouldBe([("contains", 1, "evaluator:contains"), ("judge", 0.75, "judge:openai/judge-1")], ignoreOrder: true);
        (await FactsAsync(stage, other)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_judge_never_sets_off_a_rule_that_selects_everything()
    {
        await using var stage = await EvaluationStage.StartAsync();
        await stage.PutAsync("/api/evaluation-rules/all", """{"evaluators":["judge:openai/judge-1"]}""");
        await stage.AskAsync("one");
        var counters = stage.Server.Services.GetRequiredService<OnlineCounters>();
        await Eventually.HoldsAsync("it is scored", () => counters.Scored == 1);
        await Eventually.HoldsAsync("the judgement is stored", async () => (await stage.Server.Store.SearchAsync(new InteractionQuery { Project = "default" }, default)).Items.Count == 2);
        // Another call behind it, so that whatever the judgement set off would have come before.
        await stage.AskAsync("two");
        await Eventually.HoldsAsync("the other is scored", () => counters.Scored == 2);
        (counters.Received, stage.Judged).ShouldBe((2, 2));
    }

    [Fact]
    public async Task More_than_a_minute_may_have_are_counted_and_not_scored()
    {
        await using var stage = await EvaluationStage.StartAsync();
        await stage.PutAsync("/api/evaluation-rules/few", """{"evaluators":["json"],"max_per_minute":2}""");
        for (var i = 0; i < 5; i++) await stage.AskAsync($"n {i}");
        var counters = stage.Server.Services.GetRequiredService<OnlineCounters>();
        await Eventually.HoldsAsync("all were looked at", () => counters.Received == 5 && counters.Scored == 2);
        counters.Limited.ShouldBe(3);
        var status = await stage.GetAsync("/api/status");
        status.GetProperty("evaluation").GetProperty("limited").GetInt64().ShouldBe(3);
        (await stage.Server.Http.GetStringAsync("/metrics")).ShouldContain("reprise_evaluation_limited_total 3");
    }

    [Fact]
    public async Task A_rule_that_is_removed_or_turned_off_scores_nothing_more()
    {
        await using var stage = await EvaluationStage.StartAsync();
        await stage.PutAsync("/api/evaluation-rules/a", """{"evaluators":["json"]}""");
        await stage.PutAsync("/api/evaluation-rules/b", """{"evaluators":[{"type":"json","name":"b"}],"enabled":false}""");
        (await stage.GetAsync("/api/evaluation-rules")).GetProperty("items").GetArrayLength().ShouldBe(2);
        (await stage.Server.Http.DeleteAsync("/api/evaluation-rules/a")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await stage.GetAsync("/api/evaluation-rules/a", 404);
        (await stage.GetAsync("/api/evaluation-rules/b")).GetProperty("enabled").GetBoolean().ShouldBeFalse();
        await stage.AskAsync("x");
        stage.Server.Services.GetRequiredService<OnlineCounters>().Received.ShouldBe(0);
        var audit = await stage.GetAsync("/api/audit?action=evaluation.rule.*");
        audit.GetProperty("items").GetArrayLength().ShouldBe(3);
    }

    [Theory]
    [InlineData("x", """{"evaluators":[]}""", "evaluators")]
    [InlineData("x", """{"evaluators":["nothing"]}""", "evaluators")]
    [InlineData("x", """{"evaluators":["json"],"sample":0}""", "sample")]
    [InlineData("x", """{"evaluators":["json"],"max_per_minute":0}""", "max_per_minute")]
    [InlineData("No%20Name", """{"evaluators":["json"]}""", "name")]
    public async Task A_rule_that_cannot_be_is_refused(string name, string rule, string parameter)
    {
        await using var stage = await EvaluationStage.StartAsync();
        (await stage.PutAsync($"/api/evaluation-rules/{name}", rule, 400)).GetProperty("parameter").GetString().ShouldBe(parameter);
    }

    private static async Task<IReadOnlyList<Fact>> FactsAsync(EvaluationStage stage, RecordedInteraction record) => (await stage.Server.Store.FindAsync("default", record.Interaction.Id, default))!.Facts;
}
