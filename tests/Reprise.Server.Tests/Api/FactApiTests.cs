using System.Text.Json.Nodes;

namespace Reprise.Server.Tests.Api;

public sealed class FactApiTests
{
    private const string Id = "01997f2c-8a3e-7cc1-9d5b-0242ac120002";
    private const string Record = $$"""{"interaction_id":"{{Id}}","model":"gpt-4o","provider":"openai","metrics":{"prompt_tokens":10,"total_cost_usd":0.5} }""";

    [Fact]
    public async Task Facts_are_folded_into_the_record_and_its_row()
    {
        await using var host = await ApiHost.StartAsync();
        await host.SendAsync("/api/interactions", Record);
        foreach (var fact in new[]
        {
            """{"kind":"evaluation","name":"relevance_score","value":0.4,"author":"judge"}""",
            """{"kind":"evaluation","name":"relevance_score","value":0.9,"author":"judge"}""",
            """{"kind":"evaluation","value":0.7}""",
            """{"kind":"evaluation","name":"stars","value":4.2}""",
            """{"kind":"feedback","value":1,"text":"thanks","author":"u1"}""",
            """{"kind":"flag","value":1,"text":"odd"}""",
            """{"kind":"label","name":"topic","text":"refunds"}""",
            """{"kind":"correction","name":"total_cost_usd","value":0.25,"text":"own-prices"}""",
        })
        {
            var (status, body) = await host.SendAsync($"/api/interactions/{Id}/facts", fact);
            status.ShouldBe(201, body?.ToJsonString());
            body!["fact_id"].ShouldNotBeNull();
        }

        var opened = await host.GetAsync($"/api/interactions/{Id}");
        opened["evaluation"]!["relevance_score"]!.GetValue<double>().ShouldBe(0.9);
        opened["evaluation"]!["quality_score"]!.GetValue<double>().ShouldBe(0.7);
        opened["evaluation"]!["scores"]!["stars"]!.GetValue<double>().ShouldBe(4.2);
        opened["evaluation"]!["flagged"]!.GetValue<bool>().ShouldBeTrue();
        opened["evaluation"]!["flag_reason"]!.GetValue<string>().ShouldBe("odd");
        opened["feedback"]!["comment"]!.GetValue<string>().ShouldBe("thanks");
        opened["labels"]!["topic"]!.GetValue<string>().ShouldBe("refunds");
        opened["metrics"]!["total_cost_usd"]!.GetValue<decimal>().ShouldBe(0.25m);
        opened["metrics"]!["price_version"]!.GetValue<string>().ShouldBe("own-prices");
        opened["facts"]!.AsArray().Count.ShouldBe(8);

        var row = (await host.GetAsync("/api/interactions?q=flagged:true"))["items"]![0]!;
        (row["flagged"]!.GetValue<bool>(), row["rating"]!.GetValue<double>(), row["quality_score"]!.GetValue<double>()).ShouldBe((true, 1, 0.7));
        (await host.GetAsync($"/api/interactions/{Id}/facts"))["items"]!.AsArray().Count.ShouldBe(8);
    }

    [Theory]
    [InlineData("""{"kind":"opinion"}""", "evaluation, feedback, flag, label, correction")]
    [InlineData("""{"kind":"evaluation","name":"x"}""", "needs a value")]
    [InlineData("""{"kind":"evaluation","name":"quality_score","value":4.2}""", "0 to 1")]
    [InlineData("""{"kind":"label","text":"x"}""", "needs a name")]
    [InlineData("""{"kind":"correction","name":"total_cost_usd","value":-1}""", "0 or more")]
    [InlineData("""{"kind":"feedback"}""", "needs a value")]
    public async Task A_fact_that_makes_no_sense_is_refused_with_the_reason(string fact, string reason)
    {
        await using var host = await ApiHost.StartAsync();
        await host.SendAsync("/api/interactions", Record);
        var (status, problem) = await host.SendAsync($"/api/interactions/{Id}/facts", fact);
        status.ShouldBe(400);
        problem!["type"]!.GetValue<string>().ShouldBe("/problems/invalid-fact");
        problem["detail"]!.GetValue<string>().ShouldContain(reason);
    }

    [Theory]
    [InlineData("""{"kind":5}""")]
    [InlineData("""{"value":1}""")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task A_fact_that_cannot_be_read_is_a_problem(string body)
    {
        await using var host = await ApiHost.StartAsync();
        await host.SendAsync("/api/interactions", Record);
        (await host.SendAsync($"/api/interactions/{Id}/facts", body)).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_fact_about_nothing_is_not_found()
    {
        await using var host = await ApiHost.StartAsync();
        (await host.SendAsync($"/api/interactions/{Id}/facts", """{"kind":"flag"}""")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Recomputing_prices_adds_corrections_once_and_a_dry_run_adds_none()
    {
        await using var host = await ApiHost.StartAsync();
        await host.SendAsync("/api/interactions", Record);
        var dry = (await host.SendAsync("/api/prices/recompute", """{"dry_run":true}""")).Body!;
        (dry["examined"]!.GetValue<int>(), dry["changed"]!.GetValue<int>()).ShouldBe((1, 1));
        (await host.GetAsync($"/api/interactions/{Id}"))["metrics"]!["total_cost_usd"]!.GetValue<decimal>().ShouldBe(0.5m);

        await host.SendAsync("/api/prices/recompute", "{}");
        var metrics = (await host.GetAsync($"/api/interactions/{Id}"))["metrics"]!;
        metrics["total_cost_usd"]!.GetValue<decimal>().ShouldBe(0.000025m);
        metrics["price_version"].ShouldNotBeNull();
        ((await host.SendAsync("/api/prices/recompute", "{}")).Body!)["changed"]!.GetValue<int>().ShouldBe(0);
    }
}
