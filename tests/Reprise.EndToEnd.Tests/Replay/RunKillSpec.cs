using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Reprise.Client;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Replay.Runs;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Replay;

/// <summary>A run whose server is killed twice replays each original once, keeps to its budget, and stays small. With <c>REPRISE_RUN_REPLAYS=10000</c> in full size.</summary>
public sealed class RunKillSpec(ITestOutputHelper output)
{
    private const int Concurrency = 16;
    private const long MostResidentBytes = 300L << 20;

    /// <summary>Of gpt-4o-mini: 0.15 and 0.60 dollars a million tokens.</summary>
    private const decimal CallUsd = CountingUpstream.Tokens * 0.75m / 1_000_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_that_is_killed_twice_replays_each_original_once_within_its_budget_and_in_little_memory()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("REPRISE_RUN_REPLAYS") ?? "500", CultureInfo.InvariantCulture);
        using var folder = new TempFolder();
        await using var upstream = await CountingUpstream.StartAsync();
        string[] settings = [$"Providers:openai:BaseUrl={upstream.Url}"];

        // 1. Originals.
        IReadOnlyList<string> originals;
        await using (var recorder = await ServerProcess.StartAsync(folder.Path, settings)) originals = await RecordAsync(recorder, count);
        upstream.Asked.Clear();
        upstream.Delay = TimeSpan.FromMilliseconds(20);

        // 2. A run with money for three quarters of them, killed after one fifth and after two fifths.
        var budget = count * 0.75m * CallUsd;
        var clock = Stopwatch.StartNew();
        string id;
        await using (var first = await StartAsync(folder, settings))
        {
            using var client = new RepriseClient(new Uri(first.Url));
            id = (await client.StartReplayRunAsync(new RunRequest { Filter = "model:gpt-4o-mini", Concurrency = Concurrency, BudgetUsd = budget }, Cancellation)).Id;
            await KillAfterAsync(first, upstream, count / 5);
        }

        await using (var second = await StartAsync(folder, settings))
        {
            using var client = new RepriseClient(new Uri(second.Url));
            (await client.GetReplayRunAsync(id, Cancellation)).State.ShouldBe(RunState.Interrupted, "it does not go on by itself");
            var before = upstream.Calls;
            await client.ResumeReplayRunAsync(id, null, Cancellation);
            await KillAfterAsync(second, upstream, count * 2 / 5);
            before.ShouldBeLessThan(count * 2 / 5);
        }

        // 3. The third server spends what is left, and gets more to come to the end.
        await using var third = await StartAsync(folder, settings);
        using var last = new RepriseClient(new Uri(third.Url));
        await last.ResumeReplayRunAsync(id, null, Cancellation);
        var run = await EndOfAsync(last, id);
        run.State.ShouldBe(RunState.BudgetReached);
        var billed = upstream.Calls * CallUsd;
        output.WriteLine($"budget ${budget}, reckoned ${run.SpentUsd}, billed ${billed}, replays {run.Succeeded}");
        run.SpentUsd.ShouldBeInRange(budget - CallUsd, budget + CallUsd, "it is spent to within one call");
        billed.ShouldBeLessThanOrEqualTo(budget + CallUsd, "with what was paid for calls of which the killed servers never heard");

        await last.ResumeReplayRunAsync(id, new RunResumption { BudgetUsd = budget * 4 }, Cancellation);
        run = await EndOfAsync(last, id);
        (run.State, run.Succeeded, run.Failed, run.Skipped).ShouldBe((RunState.Done, count, 0, 0));
        output.WriteLine($"{count} replays in {clock.Elapsed.TotalSeconds:0.0} s with two kills; {upstream.Calls - count} calls reached the provider twice");

        // 4. Each original has one replay on record.
        // The last of them are in the journal when the run ends, and a moment later in the store.
        var replayed = await Eventually.FindsAsync($"{count} replays are in the store", async () => await ReplaysAsync(third, id) is { } found && found.Count >= count ? found : null);
        replayed.Count.ShouldBe(count);
        replayed.Keys.Except(originals, StringComparer.Ordinal).ShouldBeEmpty();
        replayed.Values.ShouldAllBe(static times => times == 1);
        upstream.Asked.Values.ShouldAllBe(static times => times <= 3);
        (upstream.Calls - count).ShouldBeInRange(0, 2 * Concurrency, "only what was under way at a kill was asked twice");

        // 5. The report, and what all this took.
        clock.Restart();
        var report = await last.GetReplayReportAsync(id, null, Cancellation);
        (report.Counts.Replayed, report.Counts.Same, report.Counts.Missing, report.Verdict.KeptShare).ShouldBe((count, count, 0, 1));
        output.WriteLine($"report in {clock.Elapsed.TotalSeconds:0.0} s");
        foreach (var format in new[] { "html", "junit" })
        {
            using var file = new MemoryStream();
            await last.CopyReplayReportAsync(id, format, file, null, Cancellation);
            file.Length.ShouldBeGreaterThan(500);
        }

        var resident = third.PeakResidentBytes;
        output.WriteLine($"peak resident memory of the server: {resident / 1024.0 / 1024:0} MiB");
        resident.ShouldBeLessThan(MostResidentBytes);
    }

    private static Task<ServerProcess> StartAsync(TempFolder folder, string[] settings) => ServerProcess.StartAsync(folder.Path, settings);

    private async Task KillAfterAsync(ServerProcess server, CountingUpstream upstream, int calls)
    {
        await Eventually.HoldsAsync($"{calls} replays were asked for", () => upstream.Calls >= calls, s_patience);
        output.WriteLine($"killed after {upstream.Calls} calls, at {server.PeakResidentBytes / 1024.0 / 1024:0} MiB");
        server.Kill();
    }

    private static async Task<ReplayRunDocument> EndOfAsync(RepriseClient client, string id) => await Eventually.FindsAsync("the run has ended", async () =>
    {
        var run = await client.GetReplayRunAsync(id, Cancellation);
        return run.State == RunState.Running ? null : run;
    }, s_patience);

    /// <summary>Chats through the gateway, about 2 KB each.</summary>
    private static async Task<IReadOnlyList<string>> RecordAsync(ServerProcess server, int count)
    {
        var system = string.Concat(Enumerable.Repeat("You answer questions about the harbour, shortly. ", 40));
        var ids = new string[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancellation }, async (i, cancellation) =>
        {
            var body = JsonSerializer.Serialize(new { model = "gpt-4o-mini", messages = new[] { new { role = "system", content = system }, new { role = "user", content = $"question {i}" } } });
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await server.Http.PostAsync("/openai/v1/chat/completions", content, cancellation);
            response.EnsureSuccessStatusCode();
            ids[i] = response.Headers.GetValues("Reprise-Id").Single();
        });
        await Eventually.HoldsAsync("all are stored", async () => await server.CountAsync("queued") == 0, s_patience);
        return ids;
    }

    /// <summary>How many replays of the run each original has on record.</summary>
    private static async Task<Dictionary<string, int>> ReplaysAsync(ServerProcess server, string run)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            var page = await server.Http.GetFromJsonAsync<JsonElement>($"/api/interactions?limit=1000&q=replay_run:{run}{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}", Cancellation);
            foreach (var item in page.GetProperty("items").EnumerateArray())
            {
                var of = item.GetProperty("replay").GetProperty("of").GetString()!;
                found[of] = found.GetValueOrDefault(of) + 1;
            }

            cursor = page.TryGetProperty("cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return found;
    }
}
