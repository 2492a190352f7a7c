using Reprise.Client.Playback;
using Reprise.Server.Tests.Cassettes;
using Reprise.Tests;

namespace Reprise.Server.Tests.Playback.Clients;

/// <summary>The official .NET packages make every recorded call they can make, and parse the same from a bare server, from playback, and from a handler in their own process.</summary>
public sealed class DotnetClientPlaybackSpec(ITestOutputHelper output)
{
    [Fact]
    public async Task The_official_packages_parse_the_same_from_a_tape()
    {
        await using var stage = await ClientPlaybackStage.StartAsync(SharedData.Require("cassettes"));
        using var plain = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        using var byContent = TapeHandler.Play(stage.Tape);
        using var byLane = TapeHandler.Play(stage.TapeByLane);
        var report = new ClientReport("dotnet");
        await Parallel.ForEachAsync(stage.Cassettes, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, async (cassette, _) =>
        {
            try
            {
                // 1. What the client makes of the bytes alone.
                var bare = await MakeAsync(cassette, stage.Bare.Url, plain);

                // 2. Over the network, from playback.
                var played = await MakeAsync(cassette, stage.ByContent.Url, plain);
                var how = ClientReport.ByContent;
                if (played.IsMiss) (played, how) = (await MakeAsync(cassette, stage.ByLane.Url, plain), ClientReport.LaneAlone);
                else if (played.Result != bare.Result && stage.IsInAnotherLane(cassette)) (played, how) = (await MakeAsync(cassette, stage.ByLane.Url, plain), ClientReport.OtherLane);

                // 3. In this process.
                using var one = byContent.CreateClient(cassette.Name);
                using var other = byLane.CreateClient(cassette.Name);
                var handled = await HandledAsync(cassette, how == ClientReport.ByContent ? one : other);
                report.Add(cassette, bare, how, played.Result == bare.Result ? null : $"playback gave {Short(played.Result)}, the bytes alone {Short(bare.Result)}");
                if (handled.Result != bare.Result) report.Differs(cassette, $"the handler gave {Short(handled.Result)}, the bytes alone {Short(bare.Result)}");
            }
            catch (NotExpressibleException e)
            {
                report.Omit(cassette, e.Message);
            }
        });
        report.Print(output);
        var summary = stage.ByContent.Server.Summarise();
        output.WriteLine($"Playback by content: {summary.Exact} exact, {summary.Normalised} normalised, {summary.Misses} missed and made again by lane.");
        output.WriteLine("What the clients write otherwise than it was recorded, in the last 100 misses:");
        foreach (var path in summary.LatestMisses.SelectMany(miss => miss.Differences).GroupBy(d => ClientReport.Pattern(d.Path)).OrderByDescending(group => group.Count()).Take(12))
            output.WriteLine($"  {path.Count(),5}  {path.Key}: recorded {path.First().Original}, asked {path.First().Replay}");
        report.Differences.ShouldBeEmpty();
        report.Made.ShouldBeGreaterThan(900);
        // A miss is made again by lane; these must not be found by lane alone.
        report.FoundByContent("openai").ShouldBeGreaterThanOrEqualTo(195);
        report.FoundByContent("anthropic").ShouldBeGreaterThanOrEqualTo(100);
        summary.Exact.ShouldBeGreaterThanOrEqualTo(230);
        (summary.Exact + summary.Normalised + summary.Misses).ShouldBe(report.Made);
    }

    private static Task<ClientCall> MakeAsync(Cassette cassette, string server, HttpClient http) => CallAsync(cassette, ClientPlaybackStage.BaseOf(server, cassette), http);

    private static Task<ClientCall> HandledAsync(Cassette cassette, HttpClient http) => CallAsync(cassette, $"https://api.{cassette.Provider}.com", http);

    private static Task<ClientCall> CallAsync(Cassette cassette, string baseUrl, HttpClient http) =>
        cassette.Provider == "openai" ? OpenAiCalls.MakeAsync(cassette, new Uri(baseUrl + "/v1"), http) : AnthropicCalls.MakeAsync(cassette, baseUrl, http);

    private static string Short(string text) => text.Length > 300 ? text[..300] + "…" : text;
}
