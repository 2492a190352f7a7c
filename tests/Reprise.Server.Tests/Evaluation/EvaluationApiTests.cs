using Reprise.Evaluation;
using Reprise.Evaluation.Judging;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Server.Tests.Evaluation;

/// <summary>Scoring what is on record, over the API.</summary>
public sealed class EvaluationApiTests
{
    [Fact]
    public async Task Scores_of_a_filter_become_facts_with_counts_and_the_worst_cases()
    {
        await using var stage = await EvaluationStage.StartAsync();
        var good = await stage.AskAsync("refund please");
        var bad = await stage.AskAsync("hello");

        var result = await stage.PostAsync("/api/evaluations", """{"filter":"model:gpt-4o-mini","evaluators":["contains:refund",{"type":"exact","name":"said_so"}]}""");

        result.GetProperty("interactions").GetInt64().ShouldBe(2);
        result.GetProperty("facts").GetInt64().ShouldBe(2);
        result.TryGetProperty("cursor", out _).ShouldBeFalse();
        var contains = result.GetProperty("scores")[0];
        contains.GetProperty("mean").GetDouble().ShouldBe(0.5);
        contains.GetProperty("pass_rate").GetDouble().ShouldBe(0.5);
        contains.GetProperty("pass_rate_lower").GetDouble().ShouldBe(0.0945, 0.001);
        contains.GetProperty("worst")[0].GetProperty("interaction_id").GetString().ShouldBe(bad.Interaction.Id.ToString());
        var exact = result.GetProperty("scores")[1];
        exact.GetProperty("without_value").GetInt64().ShouldBe(2);
        exact.GetProperty("reasons")[0].GetProperty("reason").GetString()!.ShouldContain("nobody said");
        exact.TryGetProperty("mean", out _).ShouldBeFalse();

        var fact = (await stage.Server.Store.FindAsync("default", good.Interaction.Id, default))!.Facts.ShouldHaveSingleItem();
        (fact.Name, fact.Value, fact.Author).ShouldBe(("contains", 1, "evaluator:contains"));
        var audit = await stage.GetAsync("/api/audit?action=evaluation.run");
        audit.GetProperty("items")[0].GetProperty("details").GetProperty("facts").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task A_dry_run_scores_and_writes_nothing_and_asks_no_judge()
    {
        await using var stage = await EvaluationStage.StartAsync();
        var one = await stage.AskAsync("refund");
        var result = await stage.PostAsync("/api/evaluations", $$"""{"ids":["{{one.Interaction.Id}}"],"evaluators":["contains:refund","judge:openai/judge-1"],"dry_run":true}""");
        result.GetProperty("scores")[0].GetProperty("mean").GetDouble().ShouldBe(1);
        result.GetProperty("scores")[1].GetProperty("without_value").GetInt64().ShouldBe(1);
        result.GetProperty("facts").GetInt64().ShouldBe(0);
        stage.Judged.ShouldBe(0);
        (await stage.Server.Store.FindAsync("default", one.Interaction.Id, default))!.Facts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_judge_is_asked_through_the_gateway_and_on_record_as_a_child()
    {
        await using var stage = await EvaluationStage.StartAsync();
        var one = await stage.AskAsync("hello");
        var result = await stage.PostAsync("/api/evaluations", $$"""{"ids":["{{one.Interaction.Id}}"],"evaluators":[{"type":"judge","model":"openai/judge-1","rubric":"tone"}]}""");

        var score = result.GetProperty("scores")[0];
        score.GetProperty("mean").GetDouble().ShouldBe(0.75);
        score.GetProperty("author").GetString().ShouldBe("judge:openai/judge-1");
        score.GetProperty("judge_calls").GetInt64().ShouldBe(1);
        var fact = (await stage.Server.Store.FindAsync("default", one.Interaction.Id, default))!.Facts.ShouldHaveSingleItem();
        (fact.Name, fact.Value, fact.Text, fact.Author).ShouldBe(("judge", 0.75, "Fine.", "judge:openai/judge-1"));
        var judgement = await JudgementAsync(stage);
        judgement.ParentId.ShouldBe(one.Interaction.Id.ToString());

        // What judges say is not judged in turn.
        var again = await stage.PostAsync("/api/evaluations", """{"evaluators":["contains:x"]}""");
        again.GetProperty("interactions").GetInt64().ShouldBe(1);
        again.GetProperty("left_out").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task The_same_judgement_is_answered_by_the_cache_and_costs_nothing()
    {
        await using var stage = await EvaluationStage.StartAsync();
        var one = await stage.AskAsync("hello");
        var request = $$"""{"ids":["{{one.Interaction.Id}}"],"evaluators":["judge:openai/judge-1"]}""";
        await stage.PostAsync("/api/evaluations", request);
        await JudgementAsync(stage);
        await Reprise.Tests.Eventually.HoldsAsync("the cache has the judgement", async () =>
        {
            var before = stage.Judged;
            var again = await stage.PostAsync("/api/evaluations", request);
            again.GetProperty("scores")[0].GetProperty("mean").GetDouble().ShouldBe(0.75);
            return stage.Judged == before && again.GetProperty("scores")[0].GetProperty("judge_cost_usd").GetDecimal() == 0;
        });
    }

    [Fact]
    public async Task Corrections_by_people_are_expected_answers()
    {
        await using var stage = await EvaluationStage.StartAsync();
        var one = await stage.AskAsync("hello");
        await stage.PostAsync($"/api/interactions/{one.Interaction.Id}/facts", """{"kind":"correction","name":"content","text":"You said: hello"}""", 201);
        var result = await stage.PostAsync("/api/evaluations", """{"evaluators":["exact"],"expected_from":"corrections"}""");
        result.GetProperty("scores")[0].GetProperty("mean").GetDouble().ShouldBe(1);
        await stage.PostAsync("/api/evaluations", """{"evaluators":["exact"],"expected_from":"elsewhere"}""", 400);
        await stage.PostAsync("/api/evaluations", """{"evaluators":["exact"],"expected_from":"dataset:none"}""", 404);
    }

    [Fact]
    public async Task A_limit_ends_a_request_and_its_cursor_goes_on()
    {
        await using var stage = await EvaluationStage.StartAsync();
        for (var i = 0; i < 5; i++) await stage.AskAsync($"number {i}");
        var (looked, cursor, requests) = (0L, (string?)null, 0);
        do
        {
            var result = await stage.PostAsync("/api/evaluations", $$"""{"evaluators":["json"],"limit":2{{(cursor is null ? "" : $",\"cursor\":\"{cursor}\"")}}}""");
            looked += result.GetProperty("interactions").GetInt64();
            cursor = result.TryGetProperty("cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null && ++requests < 10);
        looked.ShouldBe(5);
        requests.ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"evaluators":[]}""", "evaluators")]
    [InlineData("""{"evaluators":["exakt"]}""", "evaluators")]
    [InlineData("""{"evaluators":[7]}""", "evaluators")]
    [InlineData("""{"evaluators":["json","json"]}""", "evaluators")]
    [InlineData("""{"evaluators":["judge:nowhere/m"]}""", "evaluators")]
    [InlineData("""{"evaluators":["json"],"limit":0}""", "limit")]
    [InlineData("""{"evaluators":["json"],"ids":[]}""", "ids")]
    [InlineData("""{"evaluators":["json"],"ids":["01997f2c-8a3e-7cc1-9d5b-0242ac120002"],"filter":"x"}""", "ids")]
    [InlineData("""{"evaluators":["json"],"cursor":"zzz"}""", "cursor")]
    public async Task A_mistake_names_its_parameter(string request, string parameter)
    {
        await using var stage = await EvaluationStage.StartAsync();
        var problem = await stage.PostAsync("/api/evaluations", request, 400);
        problem.GetProperty("parameter").GetString().ShouldBe(parameter);
    }

    [Fact]
    public async Task The_evaluators_there_are_can_be_listed()
    {
        await using var stage = await EvaluationStage.StartAsync();
        var list = await stage.GetAsync("/api/evaluators");
        list.GetProperty("items").EnumerateArray().Select(static item => item.GetProperty("type").GetString()).ShouldBe(Evaluators.Types);
    }

    private static Task<Interaction> JudgementAsync(EvaluationStage stage) => Reprise.Tests.Eventually.FindsAsync("the judgement is stored", async () =>
        (await stage.Server.Store.SearchAsync(new InteractionQuery { Project = "default", Filter = FilterParser.Parse($"tag:{Judge.Tag}", DateTimeOffset.UnixEpoch).Filter! }, default)).Items.Select(static item => item.Interaction).FirstOrDefault());
}
