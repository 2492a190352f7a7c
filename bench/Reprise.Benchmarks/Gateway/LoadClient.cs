using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Reprise.Benchmarks.Gateway;

/// <summary>
/// Sends prepared chat requests, each with its own text, over raw sockets, so that the load costs less than what it measures. With a rate, requests start on
/// a fixed schedule and latency counts from when a request was due (no coordinated omission).
/// </summary>
/// <param name="port">Whom to ask.</param>
/// <param name="path">What.</param>
/// <param name="seed">Of the texts.</param>
/// <param name="questions">How many different texts there are; then they come again.</param>
internal sealed class LoadClient(int port, string path, int seed, int questions = int.MaxValue)
{
    private static readonly string[] s_words = "pump invoice order delivery supplier quality notes meeting contract schedule engine sample colour window garden travel ticket policy refund customer answer question harbour winter summer bridge station paper report number letter account transfer balance credit payment record status update region market price product weight volume metric target budget quarter review signal filter".Split(' ');

    public sealed record Result(int Completed, int Failed, TimeSpan Elapsed, double[] LatenciesMs, long Checksum)
    {
        public double Percentile(double p) => LatenciesMs.Length == 0 ? 0 : LatenciesMs[Math.Min(LatenciesMs.Length - 1, (int)(p * LatenciesMs.Length))];
    }

    public async Task<Result> RunAsync(int connections, int requests, double? perSecond, bool untilFirstPiece = false)
    {
        var next = 0;
        var failed = 0;
        var checksum = 0L;
        var latencies = new double[requests];
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(ConnectionAsync)));
        var elapsed = clock.Elapsed;
        Array.Sort(latencies);
        return new Result(requests - failed, failed, elapsed, latencies, checksum);

        async Task ConnectionAsync()
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, port);
            var buffer = new byte[64 * 1024];
            while (Interlocked.Increment(ref next) - 1 is var number && number < requests)
            {
                var due = perSecond is { } rate ? TimeSpan.FromSeconds(number / rate) : clock.Elapsed;
                if (due - clock.Elapsed is { Ticks: > 0 } wait) await WaitAsync(clock, due, wait);
                var request = Request(number);
                await socket.SendAsync(request);
                var (first, bytes) = await ReadAnswerAsync(socket, buffer, clock);
                if (bytes <= 0) Interlocked.Increment(ref failed);
                latencies[number] = ((untilFirstPiece ? first : clock.Elapsed) - due).TotalMilliseconds;
                Interlocked.Add(ref checksum, bytes);
            }
        }
    }

    private static async Task WaitAsync(Stopwatch clock, TimeSpan due, TimeSpan wait)
    {
        if (wait > TimeSpan.FromMilliseconds(2)) await Task.Delay(wait - TimeSpan.FromMilliseconds(1.5));
        while (clock.Elapsed < due) await Task.Yield();
    }

    /// <summary>The body of the request with this seed.</summary>
    public static byte[] BodyOf(int seed) => Encoding.ASCII.GetBytes(TextOf(seed));

    private static string TextOf(int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder(1400);
        text.Append("Request ").Append(seed).Append(": ");
        while (text.Length < 1150) text.Append(s_words[random.Next(s_words.Length)]).Append(random.Next(12) == 0 ? random.Next(100_000).ToString() + " " : " ");
        return "{\"model\":\"gpt-4o\",\"temperature\":0.2,\"messages\":[{\"role\":\"system\",\"content\":\"You answer questions about orders and invoices in two sentences, and say so when you do not know.\"},{\"role\":\"user\",\"content\":\"" + text + "\"}],\"max_tokens\":200}";
    }

    private byte[] Request(int number)
    {
        number %= questions;
        var body = TextOf(seed + number);
        return Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nAuthorization: Bearer sk-bench\r\nAccept: application/json\r\nUser-Agent: bench/1\r\nReprise-Session: s{number / 8}\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    /// <summary>Reads one answer; returns when its first body byte was there and how long it was, or −1.</summary>
    private static async Task<(TimeSpan First, long Bytes)> ReadAnswerAsync(Socket socket, byte[] buffer, Stopwatch clock)
    {
        var have = 0;
        int end;
        while ((end = buffer.AsSpan(0, have).IndexOf("\r\n\r\n"u8)) < 0)
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(have));
            if (count == 0) return (default, -1);
            have += count;
        }

        var head = Encoding.ASCII.GetString(buffer, 0, end);
        var first = clock.Elapsed;
        if (!head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal)) return (first, -1);
        var at = head.IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase);
        long body = have - end - 4;
        if (at >= 0)
        {
            var lineEnd = head.IndexOf('\r', at);
            var length = int.Parse(head.AsSpan(at + 16, (lineEnd < 0 ? head.Length : lineEnd) - at - 16));
            while (body < length) body += await socket.ReceiveAsync(buffer);
            return (first, body);
        }

        // Chunked: the last chunk ends with an empty line behind a zero.
        var tail = buffer.AsSpan(end + 4, (int)body).ToArray();
        if (tail.Length == 0) first = default;
        while (!tail.AsSpan().EndsWith("0\r\n\r\n"u8))
        {
            var count = await socket.ReceiveAsync(buffer);
            if (count == 0) return (first, -1);
            if (first == default) first = clock.Elapsed;
            body += count;
            tail = [.. tail.AsSpan(Math.Max(0, tail.Length - 8)), .. buffer.AsSpan(0, count)];
        }

        return (first, body);
    }
}
