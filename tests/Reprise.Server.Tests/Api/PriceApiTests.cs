using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Interactions;
using Reprise.Pricing;

namespace Reprise.Server.Tests.Api;

public sealed class PriceApiTests
{
    private const string Own = """{"prices":[{"provider":"acme","model":"acme-1","names":["acme-1*"],"prices":{"input":2,"output":4}}]}""";

    [Fact]
    public async Task A_price_file_is_used_for_the_next_call()
    {
        await using var host = await ApiHost.StartAsync();
        var before = await host.GetAsync("/api/status");
        var (status, body) = await PutAsync(host, Encoding.UTF8.GetBytes(Own));
        status.ShouldBe(200, body?.ToJsonString());
        body!["version"]!.GetValue<string>().ShouldContain("+own.");
        body["models"]!.GetValue<int>().ShouldBe(before["prices"]!["models"]!.GetValue<int>() + 1);
        (await host.GetAsync("/api/status"))["prices"]!.ToJsonString().ShouldBe(body.ToJsonString());
        (await host.GetAsync("/api/prices?q=acme-1"))["items"]!.AsArray().Count.ShouldBe(1);
        var usage = new TokenUsage { PromptTokens = 1_000_000, CompletionTokens = 500_000 };
        host.Services.GetRequiredService<IPrices>().Price("acme", "acme-1-mini", usage, DateTimeOffset.UnixEpoch)!.Value.CostUsd.ShouldBe(4m);
    }

    [Fact]
    public async Task What_the_list_answers_can_be_sent_back()
    {
        await using var host = await ApiHost.StartAsync();
        var listed = (await host.GetAsync("/api/prices?q=gpt-4o&limit=3")).ToJsonString();
        var (status, body) = await PutAsync(host, Encoding.UTF8.GetBytes(listed));
        status.ShouldBe(200, body?.ToJsonString());
    }

    [Fact]
    public async Task A_file_with_mistakes_changes_nothing_and_has_all_of_them_told()
    {
        await using var host = await ApiHost.StartAsync();
        (await PutAsync(host, Encoding.UTF8.GetBytes(Own))).Status.ShouldBe(200);
        var before = (await host.GetAsync("/api/status"))["prices"]!.ToJsonString();
        var (status, problem) = await PutAsync(host, "{\n\"prices\":[\n{\"provider\":\"a\",\"model\":\"m\",\"prices\":{\"input\":-1}},\n{\"modle\":\"x\"}]}"u8.ToArray());
        status.ShouldBe(400);
        problem!["type"]!.GetValue<string>().ShouldBe("/problems/invalid-prices");
        var errors = problem["errors"]!.AsArray();
        errors.Select(error => error!["line"]!.GetValue<int>()).ShouldBe([3, 4], ignoreOrder: true);
        errors[0]!["field"]!.GetValue<string>().ShouldBe("prices[0].prices.input");
        (await host.GetAsync("/api/status"))["prices"]!.ToJsonString().ShouldBe(before);
    }

    [Fact]
    public async Task A_file_that_is_too_large_or_empty_is_refused()
    {
        await using var host = await ApiHost.StartAsync();
        (await PutAsync(host, new byte[PriceFile.LargestFile + 1])).Status.ShouldBe(413);
        (await PutAsync(host, [])).Status.ShouldBe(400);
    }

    private static async Task<(int Status, JsonNode? Body)> PutAsync(ApiHost host, byte[] file)
    {
        using var content = new ByteArrayContent(file);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        using var response = await host.Client.PutAsync("/api/prices", content, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }
}
