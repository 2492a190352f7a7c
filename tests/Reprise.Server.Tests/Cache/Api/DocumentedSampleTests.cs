using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Server.Cache;
using Reprise.Server.Tests.Api;
using Reprise.Tests;

namespace Reprise.Server.Tests.Cache.Api;

/// <summary>The sample of the page about the cache compiles here, runs, and is the one that is printed there.</summary>
public sealed partial class DocumentedSampleTests
{
    [Fact]
    public async Task The_sample_runs()
    {
        await using var host = await ApiHost.StartAsync();
        await Eventually.HoldsAsync("the cache is open", () => host.Services.GetRequiredService<CacheOpening>().IsOpen);
        using var client = new RepriseClient(host.Address, "build");
        var input = JsonSerializer.SerializeToElement("run translate");

        var cached = await client.GetCachedResultAsync(new CachedResultRequest { ToolId = "command_checker", Input = input, SimilarityThreshold = 0.95, MaxAgeHours = 24 });
        if (!cached.Hit)
        {
            var answer = JsonSerializer.SerializeToElement(new { valid = true });
            var id = await client.LogInteractionAsync(new LoggedInteraction { ToolId = "command_checker", Input = input, Output = answer, LatencyMs = 127.5, InteractionType = "check" });
            await client.UpdateInteractionQualityAsync(id, 0.95);
        }

        var similar = await client.FindSimilarInteractionsAsync(new FindSimilarRequest { ToolId = "command_checker", Input = input, SimilarityThreshold = 0.85, MinQuality = 0.7, TopK = 5 });
        var statistics = await client.GetToolStatisticsAsync("command_checker", hours: 24);
        similar.ShouldHaveSingleItem().Output!.Value.GetProperty("valid").GetBoolean().ShouldBeTrue();
        (statistics.TotalInteractions, statistics.AverageQuality, statistics.AverageLatencyMs).ShouldBe((1, 0.95, 128.0));
    }

    [Fact]
    public void The_sample_is_the_one_on_the_page()
    {
        var here = ProjectFolder.Read("tests/Reprise.Server.Tests/Cache/Api/DocumentedSampleTests.cs").Split('\n').Select(static line => line.Trim()).ToHashSet(StringComparer.Ordinal);
        var lines = Sample().Match(ProjectFolder.Read("docs/cache.md")).Groups["code"].Value.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0).Skip(1).ToList();
        lines.Count.ShouldBeGreaterThan(8);
        lines.Where(line => !here.Contains(line)).ShouldBeEmpty();
    }

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sample();
}
