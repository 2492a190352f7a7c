using System.Globalization;
using Reprise.Benchmarks.Gateway;
using Reprise.Playback;
using Reprise.Server.Playback;

namespace Reprise.Benchmarks.Playback;

/// <summary>
/// A call to the playback server beside one to a bare endpoint of the same web server that reads the request and writes the same bytes. Both have one core to
/// themselves in turn, the load the other; they take turns, and the middle of the rounds counts. Only ratios count.
/// </summary>
internal static class PlaybackBenchmark
{
    private const string Route = "/openai/v1/chat/completions";
    private const int Seed = 11;
    private const int Rounds = 5;

    public static async Task RunAsync(string[] args, TextWriter output)
    {
        var scale = args.Contains("--tiny") ? 0.02 : args.Contains("--small") ? 0.2 : 1;
        var questions = (int)Math.Max(16, 2_000 * scale);
        var folder = Directory.CreateTempSubdirectory("reprise-bench-").FullName;
        try
        {
            var tape = Path.Combine(folder, "tape.jsonl");
            await WriteAsync(tape, questions);
            var (barePort, playbackPort) = (GatewayBenchmark.FreePort(), GatewayBenchmark.FreePort());
            using var bare = await ServerProcess.StartAsync(["upstream", $"{barePort}"], barePort, core: 0);
            using var playback = await ServerProcess.StartAsync(["playback-server", $"{playbackPort}", tape], playbackPort, core: 0);
            foreach (var port in new[] { barePort, playbackPort }) await Load(port, questions).RunAsync(16, (int)(30_000 * scale) + 100, null);

            output.WriteLine("| connections | bare µs a call | playback µs a call | ratio | bare CPU µs | playback CPU µs | CPU ratio | playback p99 ms | failed |");
            output.WriteLine("|---|---|---|---|---|---|---|---|---|");
            var checksum = 0L;
            foreach (var connections in new[] { 1, 16 })
            {
                var requests = (int)((connections == 1 ? 8_000 : 30_000) * scale) + 16;
                var (plain, played) = (new List<Measured>(), new List<Measured>());
                for (var round = 0; round < Rounds; round++)
                {
                    plain.Add(await MeasureAsync(bare, Load(barePort, questions), connections, requests));
                    played.Add(await MeasureAsync(playback, Load(playbackPort, questions), connections, requests));
                }

                checksum += played.Sum(static m => m.Load.Checksum) - plain.Sum(static m => m.Load.Checksum);
                var (b, p) = (Middle(plain), Middle(played));
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {connections} | {b.Micros:F1} | {p.Micros:F1} | {p.Micros / b.Micros:F2} | {b.CpuMicros:F1} | {p.CpuMicros:F1} | {p.CpuMicros / b.CpuMicros:F2} | {p.Load.Percentile(.99):F3} | {plain.Sum(static m => m.Load.Failed) + played.Sum(static m => m.Load.Failed)} |"));
            }

            output.WriteLine();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{questions} entries. Memory of the playback server: {playback.MemoryBytes / 1048576.0:F0} MB"));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"checksum {checksum} (0: the same bytes)"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static async Task ServeAsync(int port, string tape)
    {
        await using var server = await PlaybackServer.StartAsync(new PlaybackServerOptions { File = tape, Urls = [$"http://127.0.0.1:{port}"], Matching = new PlaybackOptions { Match = MatchBy.Exact } }, CancellationToken.None);
        await Task.Delay(Timeout.Infinite);
    }

    private static LoadClient Load(int port, int questions) => new(port, Route, Seed, questions);

    private static async Task WriteAsync(string path, int questions)
    {
        await using var writer = await TapeWriter.CreateAsync(path, new TapeHeader(), null, CancellationToken.None);
        for (var number = 0; number < questions; number++)
        {
            var request = new TapeRequest { Provider = "openai", Method = "POST", Path = "/v1/chat/completions", ContentType = "application/json", Body = LoadClient.BodyOf(Seed + number) };
            await writer.WriteAsync(new TapeEntry { Key = TapeKey.Of(request), Request = request, Answer = new TapeAnswer { Status = 200, ContentType = "application/json", Body = StaticUpstream.Answer } }, CancellationToken.None);
        }
    }

    private static async Task<Measured> MeasureAsync(ServerProcess server, LoadClient client, int connections, int requests)
    {
        var cpu = server.Cpu;
        var load = await client.RunAsync(connections, requests, null);
        return new Measured(load.Elapsed.TotalMicroseconds / requests, (server.Cpu - cpu).TotalMicroseconds / requests, load);
    }

    private static Measured Middle(List<Measured> rounds) => rounds.OrderBy(static m => m.Micros).ElementAt(rounds.Count / 2);

    private sealed record Measured(double Micros, double CpuMicros, LoadClient.Result Load);
}
