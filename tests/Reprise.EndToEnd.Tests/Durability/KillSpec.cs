using System.Text.Json;
using Reprise.Demo;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Durability;

/// <summary>A process killed at any moment loses nothing that a client has been answered, and doubles nothing.</summary>
public sealed class KillSpec(ITestOutputHelper output)
{
    private const int Kills = 20;

    [Fact]
    public async Task Twenty_kills_under_load_lose_and_double_nothing()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("REPRISE_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"seed {seed} (REPRISE_SEED)");
        var random = new Random(seed);
        using var folder = new TempFolder();
        await using var upstream = await ScriptedUpstream.StartAsync(new ScriptedUpstreamOptions(), CancellationToken.None);
        string[] settings = [$"Providers:openai:BaseUrl={upstream.BaseUrlOf("openai")}"];
        var caller = new Caller();
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var server = await ServerProcess.StartAsync(folder.Path, settings);
            using var stop = new CancellationTokenSource();
            var before = caller.Answered.Count;
            var calling = caller.RunAsync(server.Http, connections: 12, stop.Token);
            await Eventually.HoldsAsync("calls are answered", () => caller.Answered.Count > before + 20);
            await Task.Delay(random.Next(0, 300));
            server.Kill();
            await stop.CancelAsync();
            await calling;
        }

        await using var last = await ServerProcess.StartAsync(folder.Path, settings);
        await Eventually.HoldsAsync("the journal is worked off", async () => await last.CountAsync("queued") == 0);
        var found = await last.AllIdsAsync();

        output.WriteLine($"{caller.Answered.Count} answered, {found.Count} on record");
        found.Count.ShouldBe(found.Distinct().Count(), "no interaction is on record twice");
        caller.Answered.Keys.Except(found).ShouldBeEmpty("every answered call is on record");
        var (id, words) = caller.Answered.MinBy(_ => random.Next());
        var record = JsonDocument.Parse(await last.Http.GetStringAsync($"/api/interactions/{id}")).RootElement;
        record.GetProperty("request").GetProperty("prompt").GetString().ShouldBe(words);
        record.GetProperty("status").GetString().ShouldBe("success");
    }
}
