using System.Globalization;
using Reprise.Server;

namespace Reprise.Benchmarks.Gateway;

/// <summary>
/// The gateway with full recording to SQLite beside a bare forwarder, in one run: processor time per request, rate on one core, added latency at a fixed rate,
/// time to first token. Upstream and load share the other core; only ratios count.
/// </summary>
internal static class GatewayBenchmark
{
    private static readonly int UpstreamPort = FreePort();
    private static readonly int ForwarderPort = FreePort();
    private static readonly int GatewayPort = FreePort();

    public static async Task RunAsync(string[] args, TextWriter output)
    {
        var isTiny = args.Contains("--tiny");
        var scale = isTiny ? 0.02 : args.Contains("--small") ? 0.2 : 1;
        var folder = Directory.CreateTempSubdirectory("reprise-bench-").FullName;
        try
        {
            using var upstream = await ServerProcess.StartAsync(["upstream", $"{UpstreamPort}"], UpstreamPort, core: 1);
            using var forwarder = await ServerProcess.StartAsync(["forwarder", $"{ForwarderPort}", $"{UpstreamPort}"], ForwarderPort, core: 0);
            using var gateway = await ServerProcess.StartAsync(["serve", $"{GatewayPort}", $"{UpstreamPort}", folder], GatewayPort, core: 0);
            await Warm(ForwarderPort, scale);
            await Warm(GatewayPort, scale);

            output.WriteLine("| connections | forwarder req/s | gateway req/s | forwarder CPU µs | gateway CPU µs | CPU ratio | failed |");
            output.WriteLine("|---|---|---|---|---|---|---|");
            foreach (var connections in new[] { 1, 16, 64 })
            {
                var requests = (int)((connections == 1 ? 15_000 : 60_000) * scale);
                var bare = await Measure(forwarder, ForwarderPort, connections, requests, null);
                var full = await Measure(gateway, GatewayPort, connections, requests, null);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {connections} | {bare.Rate:F0} | {full.Rate:F0} | {bare.CpuMicros:F1} | {full.CpuMicros:F1} | {full.CpuMicros / bare.CpuMicros:F2} | {bare.Load.Failed + full.Load.Failed} |"));
            }

            output.WriteLine();
            output.WriteLine("| at 1,000 requests/s | p50 ms | p99 ms |");
            output.WriteLine("|---|---|---|");
            var slow = await Measure(forwarder, ForwarderPort, 16, (int)(20_000 * scale), 1000);
            var ours = await Measure(gateway, GatewayPort, 16, (int)(20_000 * scale), 1000);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| forwarder | {slow.Load.Percentile(.5):F3} | {slow.Load.Percentile(.99):F3} |"));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| gateway | {ours.Load.Percentile(.5):F3} | {ours.Load.Percentile(.99):F3} |"));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| added | {ours.Load.Percentile(.5) - slow.Load.Percentile(.5):F3} | {ours.Load.Percentile(.99) - slow.Load.Percentile(.99):F3} |"));

            output.WriteLine();
            var bareStream = await StreamAsync(ForwarderPort, (int)(1600 * scale));
            var fullStream = await StreamAsync(GatewayPort, (int)(1600 * scale));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Time to first token, 16 streams: forwarder p50 {bareStream.Percentile(.5):F3} ms, gateway p50 {fullStream.Percentile(.5):F3} ms, ratio {fullStream.Percentile(.5) / bareStream.Percentile(.5):F2}"));
            await Idle();
            output.WriteLine(await ReadStatusAsync());
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Memory after load: {gateway.MemoryBytes / 1048576.0:F0} MB"));
            output.WriteLine($"checksum {fullStream.Checksum + ours.Load.Checksum}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static Task ServeAsync(int port, int upstreamPort, string folder, string[] settings) => RepriseServer.RunAsync(
        new ServeOptions
        {
            Urls = [$"http://127.0.0.1:{port}"],
            DataFolder = folder,
            Settings = [$"Providers:openai:BaseUrl=http://127.0.0.1:{upstreamPort}", .. settings],
        },
        CancellationToken.None);

    public static Task ForwardAsync(int port, int upstreamPort) => BareForwarder.RunAsync(port, $"http://127.0.0.1:{upstreamPort}");

    public static int FreePort()
    {
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        return ((System.Net.IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static async Task Warm(int port, double scale)
    {
        await new LoadClient(port, "/openai/v1/chat/completions", 1).RunAsync(16, (int)(20_000 * scale) + 100, null);
        await new LoadClient(port, "/openai/v1/chat/completions", 1).RunAsync(1, (int)(5_000 * scale) + 100, null);
    }

    private static async Task<(double Rate, double CpuMicros, LoadClient.Result Load)> Measure(ServerProcess server, int port, int connections, int requests, double? perSecond)
    {
        var cpu = server.Cpu;
        var load = await new LoadClient(port, "/openai/v1/chat/completions", Environment.TickCount & 0xFFFFFF).RunAsync(connections, requests, perSecond);
        // What was put off until after the answer counts as well: wait for the writer to be done.
        var rate = load.Completed / load.Elapsed.TotalSeconds;
        if (port == GatewayPort) await Idle();
        return (rate, (server.Cpu - cpu).TotalMicroseconds / requests, load);
    }

    private static async Task Idle()
    {
        using var http = new HttpClient();
        for (var i = 0; i < 600; i++)
        {
            var status = await http.GetStringAsync(new Uri($"http://127.0.0.1:{GatewayPort}/api/status"));
            if (System.Text.Json.JsonDocument.Parse(status).RootElement.GetProperty("capture").GetProperty("queued").GetInt64() == 0) return;
            await Task.Delay(50);
        }
    }

    private static Task<LoadClient.Result> StreamAsync(int port, int requests) => new LoadClient(port, "/openai/v1/chat/completions/stream", 7).RunAsync(16, Math.Max(16, requests), null, untilFirstPiece: true);

    private static async Task<string> ReadStatusAsync()
    {
        using var http = new HttpClient();
        var status = System.Text.Json.JsonDocument.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{GatewayPort}/api/status"))).RootElement;
        return $"Capture: {status.GetProperty("capture")}";
    }
}
