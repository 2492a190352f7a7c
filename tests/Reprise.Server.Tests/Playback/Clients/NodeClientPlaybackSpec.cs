using System.Text.Json.Nodes;
using Reprise.Tests;

namespace Reprise.Server.Tests.Playback.Clients;

/// <summary>The official JavaScript clients make every recorded call, in one process, and parse the same from a bare server and from playback.</summary>
public sealed class NodeClientPlaybackSpec(ITestOutputHelper output)
{
    [Fact]
    public async Task The_official_clients_parse_the_same_from_a_tape()
    {
        var data = SharedData.Require("cassettes");
        await using var stage = await ClientPlaybackStage.StartAsync(data);
        using var temp = new TempFolder();
        await File.WriteAllLinesAsync(temp.File("calls.jsonl"), stage.Cassettes.Select(cassette => LineOf(cassette, stage.IsInAnotherLane(cassette))), TestContext.Current.CancellationToken);

        var lines = await NodeScript.RunAsync("cassettes.mjs", stage.Bare.Url, stage.ByContent.Url, stage.ByLane.Url, temp.File("calls.jsonl"));

        var report = new ClientReport("npm");
        var byName = stage.Cassettes.ToDictionary(c => c.Name, StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var (bare, played) = ((string)line["bare"]!, (string)line["played"]!);
            var how = (string)line["how"]! switch { "content" => ClientReport.ByContent, "lane" => ClientReport.LaneAlone, _ => ClientReport.OtherLane };
            report.Add(byName[(string)line["name"]!], new ClientCall((string)line["way"]!, bare, (int)line["events"]!), how, bare == played ? null : $"playback gave {Short(played)}, the bytes alone {Short(bare)}");
        }

        report.Print(output);
        var summary = stage.ByContent.Server.Summarise();
        output.WriteLine($"Playback by content: {summary.Exact} exact, {summary.Normalised} normalised, {summary.Misses} missed and made again by lane.");
        report.Differences.ShouldBeEmpty();
        report.Made.ShouldBe(stage.Cassettes.Count);
        // A miss is made again by lane; these must not be found by lane alone.
        report.FoundByContent("openai").ShouldBeGreaterThanOrEqualTo(690);
        report.FoundByContent("anthropic").ShouldBeGreaterThanOrEqualTo(110);
        summary.Exact.ShouldBeGreaterThanOrEqualTo(450);
        // Some requests the clients refuse themselves, without a call.
        (summary.Exact + summary.Normalised + summary.Misses).ShouldBeGreaterThanOrEqualTo(980);
    }

    private static string LineOf(Cassettes.Cassette cassette, bool isShared)
    {
        var line = new JsonObject
        {
            ["name"] = cassette.Name, ["provider"] = cassette.Provider, ["method"] = cassette.Method, ["target"] = cassette.Target, ["type"] = cassette.RequestType,
            ["stream"] = cassette.IsStream, ["shared"] = isShared,
        };
        if (cassette.Request is [(byte)'{', ..]) line["json"] = JsonNode.Parse(cassette.Request);
        else if (cassette.Request.Length > 0) line["body"] = Convert.ToBase64String(cassette.Request);
        return line.ToJsonString();
    }

    private static string Short(string text) => text.Length > 300 ? text[..300] + "…" : text;
}
