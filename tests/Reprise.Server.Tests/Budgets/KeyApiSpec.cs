using Reprise.Access;
using Reprise.Server.Tests.Access;

namespace Reprise.Server.Tests.Budgets;

/// <summary>Limits of keys, budgets and routes over HTTP.</summary>
public sealed class KeyApiSpec
{
    [Fact]
    public async Task A_key_with_limits_is_made_shown_limited_anew_and_listed_with_its_budgets()
    {
        await using var stage = await AccessStage.StartAsync();
        var owner = await stage.KeyAsync("shop", Role.Owner);
        var made = await stage.SendAsync(HttpMethod.Post, "/api/keys", owner, new { name = "team", limits = new { models = new[] { "gpt-4o*" }, budgets = new[] { new { usd = 20, per = "month" } }, requests_per_minute = 60 } }, "shop");
        made.Status.ShouldBe(201);
        var id = made.Body!["details"]!["id"]!.GetValue<string>();
        made.Body["details"]!["limits"]!["budgets"]![0]!["then"]!.GetValue<string>().ShouldBe("stop");
        (await stage.SendAsync(HttpMethod.Get, $"/api/keys/{id}", owner)).Body!["limits"]!["requests_per_minute"]!.GetValue<int>().ShouldBe(60);
        var budgets = (await stage.SendAsync(HttpMethod.Get, "/api/budgets", owner)).Body!["items"]!.AsArray();
        budgets.Count.ShouldBe(1);
        (budgets[0]!["left_usd"]!.GetValue<decimal>(), budgets[0]!["state"]!.GetValue<string>()).ShouldBe((20m, "open"));
        (await stage.SendAsync(HttpMethod.Put, $"/api/keys/{id}/limits", owner, new { budgets = new[] { new { usd = 5, per = "week", then = "warn" } } })).Status.ShouldBe(200);
        (await stage.SendAsync(HttpMethod.Get, $"/api/budgets/{id}", owner)).Body!["items"]![0]!["per"]!.GetValue<string>().ShouldBe("week");
        (await stage.AuditAsync("key.*")).Select(static entry => entry.Action).ShouldBe(["key.limit", "key.create", "key.create"], ignoreOrder: true);
        (await stage.SendAsync(HttpMethod.Get, $"/api/keys/{id}", await stage.KeyAsync("other", Role.Owner, name: "o"))).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Limits_that_cannot_be_used_are_refused_with_words()
    {
        await using var stage = await AccessStage.StartAsync();
        var owner = await stage.KeyAsync("shop", Role.Owner);
        (object Key, string Words)[] wrong =
        [
            (new { name = "a", role = "analyst", limits = new { requests_per_minute = 1 } }, "record, read or review"),
            (new { name = "a", limits = new { requests_per_minute = 0 } }, "requests_per_minute"),
            (new { name = "a", limits = new { budgets = new[] { new { usd = -1 } } } }, "budgets"),
            (new { name = "a", limits = new { endpoints = new[] { "chat" } } }, "is no path"),
        ];
        foreach (var (key, words) in wrong)
        {
            var answer = await stage.SendAsync(HttpMethod.Post, "/api/keys", owner, key);
            (answer.Status, answer.Body!["type"]!.GetValue<string>()).ShouldBe((400, "/problems/invalid-parameter"));
            answer.Body["detail"]!.GetValue<string>().ShouldContain(words);
        }

        (await stage.SendAsync(HttpMethod.Post, "/api/keys", owner, new { name = "a", limits = new { requests_a_minute = 1 } })).Status.ShouldBe(400);
        (await stage.SendAsync(HttpMethod.Get, "/api/keys", owner)).Body!["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Routes_are_set_tried_and_removed()
    {
        await using var stage = await AccessStage.StartAsync();
        var owner = await stage.KeyAsync("shop", Role.Owner);
        var values = new { models = new[] { "auto" }, strategy = "complexity", targets = new object[] { new { name = "cheap", model = "gpt-4o-mini", up_to = 20 }, new { name = "strong", model = "gpt-4o" } } };
        (await stage.SendAsync(HttpMethod.Put, "/api/routes/auto", owner, values)).Status.ShouldBe(200);
        var simple = await stage.SendAsync(HttpMethod.Post, "/api/routes/test", owner, new { model = "auto", prompt = "What is the capital of France?" });
        (simple.Body!["route"]!.GetValue<string>(), simple.Body["target"]!.GetValue<string>(), simple.Body["then"]![0]!.GetValue<string>()).ShouldBe(("auto", "cheap", "strong"));
        simple.Body["reason"]!.GetValue<string>().ShouldContain("up to 20");
        (await stage.SendAsync(HttpMethod.Post, "/api/routes/test", owner, new { model = "auto", prompt = "Prove step by step and compare designs: why must it hold? Analyse, derive, justify." })).Body!["target"]!.GetValue<string>().ShouldBe("strong");
        (await stage.SendAsync(HttpMethod.Post, "/api/routes/test", owner, new { model = "gpt-4o", prompt = "hi" })).Body!["route"].ShouldBeNull();
        (await stage.SendAsync(HttpMethod.Post, "/api/routes/test", owner, new { model = "x", prompt = "hi", values = new { models = new[] { "x" }, targets = new[] { new { model = "claude-haiku-4-5", provider = "anthropic" } } } }))
            .Body!["mistake"]!.GetValue<string>().ShouldContain("not translated");
        (await stage.SendAsync(HttpMethod.Put, "/api/routes/bad", owner, new { models = new[] { "auto" }, targets = new[] { new { model = "m", provider = "nobody" } } })).Body!["detail"]!.GetValue<string>().ShouldContain("no provider 'nobody'");
        (await stage.SendAsync(HttpMethod.Put, "/api/routes/bad", owner, new { targets = new[] { new { model = "m" } } })).Body!["type"]!.GetValue<string>().ShouldBe("/problems/invalid-route");
        (await stage.SendAsync(HttpMethod.Get, "/api/routes/auto/report", owner)).Body!["targets"]!.AsArray().ShouldBeEmpty();
        (await stage.SendAsync(HttpMethod.Get, "/api/routes", owner)).Body!["items"]!.AsArray().Count.ShouldBe(1);
        (await stage.SendAsync(HttpMethod.Delete, "/api/routes/auto", owner)).Status.ShouldBe(204);
        (await stage.SendAsync(HttpMethod.Delete, "/api/routes/auto", owner)).Status.ShouldBe(404);
        (await stage.AuditAsync("route.*")).Count.ShouldBe(2);
    }
}
