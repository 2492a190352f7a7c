using System.Globalization;
using System.Text.Json;
using Reprise.Benchmarks.Gateway;

namespace Reprise.Benchmarks.Cache;

/// <summary>
/// A cached answer through the gateway, recorded in full like any call, beside a bare endpoint of the same web server that reads the request and writes the same
/// bytes. Both have one core to themselves in turn; upstream and load share the other. Only ratios count.
/// </summary>
internal static class CachedAnswerBenchmark
{
    private const string Path = "/openai/v1/chat/completions";
    private const int Seed = 7;

    public static async Task RunAsync(string[] args, TextWriter output)
    {
        var scale = args.Contains("--tiny") ? 0.02 : args.Contains("--small") ? 0.2 : 1;
        var questions = (int)Math.Max(16, 2_000 * scale);
        var (upstreamPort, bothPort, gatewayPort) = (GatewayBenchmark.FreePort(), GatewayBenchmark.FreePort(), GatewayBenchmark.FreePort());
        var folder = Directory.CreateTempSubdirectory("reprise-bench-").FullName;
        try
        {
            using var upstream = await ServerProcess.StartAsync(["upstream", $"{upstreamPort}"], upstreamPort, core: 1);
            using var bare = await ServerProcess.StartAsync(["upstream", $"{bothPort}"], bothPort, core: 0);
            using var gateway = await ServerProcess.StartAsync(["serve", $"{gatewayPort}", $"{upstreamPort}", folder, "Cache:Use=always"], gatewayPort, core: 0);

            // 1. Every question is asked once, and its answer kept.
            await new LoadClient(gatewayPort, Path, Seed, questions).RunAsync(4, questions, null);
            await UntilAsync(gatewayPort, "the answers are entries", status => Queued(status) == 0 && Cache(status, "queued") == 0);
            foreach (var port in new[] { bothPort, gatewayPort }) await new LoadClient(port, Path, Seed, questions).RunAsync(16, (int)(20_000 * scale) + 100, null);
            var before = await StatusAsync(gatewayPort);

            // 2. From then on they are hits.
            output.WriteLine("| connections | bare req/s | cached req/s | rate ratio | bare CPU µs | cached CPU µs | bare p50 ms | cached p50 ms | cached p99 ms | failed |");
            output.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
            var (sent, checksum) = (0, 0L);
            foreach (var connections in new[] { 1, 16, 64 })
            {
                var requests = (int)((connections == 1 ? 15_000 : 60_000) * scale);
                var plain = await MeasureAsync(bare, bothPort, null, questions, connections, requests);
                var cached = await MeasureAsync(gateway, gatewayPort, gatewayPort, questions, connections, requests);
                sent += requests;
                checksum += cached.Load.Checksum - plain.Load.Checksum;
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {connections} | {plain.Rate:F0} | {cached.Rate:F0} | {cached.Rate / plain.Rate:F2} | {plain.CpuMicros:F1} | {cached.CpuMicros:F1} | {plain.Load.Percentile(.5):F3} | {cached.Load.Percentile(.5):F3} | {cached.Load.Percentile(.99):F3} | {plain.Load.Failed + cached.Load.Failed} |"));
            }

            // 3. And nothing else: neither a miss nor a call that was not recorded.
            var after = await StatusAsync(gatewayPort);
            var (hits, misses) = (Cache(after, "hits") - Cache(before, "hits"), Cache(after, "misses") - Cache(before, "misses"));
            output.WriteLine();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{questions} questions, {sent} asked, {hits} hits, {misses} misses. Memory of the gateway: {gateway.MemoryBytes / 1048576.0:F0} MB"));
            output.WriteLine($"Capture: {after.GetProperty("capture")}");
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"checksum {checksum} (0: the same bytes)"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(double Rate, double CpuMicros, LoadClient.Result Load)> MeasureAsync(ServerProcess server, int port, int? gatewayPort, int questions, int connections, int requests)
    {
        var cpu = server.Cpu;
        var load = await new LoadClient(port, Path, Seed, questions).RunAsync(connections, requests, null);
        var rate = load.Completed / load.Elapsed.TotalSeconds;
        // What was put off until after the answer counts as well.
        if (gatewayPort is { } recorder) await UntilAsync(recorder, "all is recorded", status => Queued(status) == 0);
        return (rate, (server.Cpu - cpu).TotalMicroseconds / requests, load);
    }

    private static long Queued(JsonElement status) => status.GetProperty("capture").GetProperty("queued").GetInt64();

    private static long Cache(JsonElement status, string name) => status.GetProperty("cache").GetProperty(name).GetInt64();

    private static async Task UntilAsync(int port, string what, Func<JsonElement, bool> holds)
    {
        for (var tries = 0; tries < 1800; tries++)
        {
            if (holds(await StatusAsync(port))) return;
            await Task.Delay(50);
        }

        throw new TimeoutException($"Waited in vain: {what}.");
    }

    private static async Task<JsonElement> StatusAsync(int port)
    {
        using var http = new HttpClient();
        return JsonDocument.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/api/status"))).RootElement;
    }
}
