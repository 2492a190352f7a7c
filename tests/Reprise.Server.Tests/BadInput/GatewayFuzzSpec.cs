using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reprise.Interactions;
using Reprise.Server.Tests.Gateway;
using Reprise.Server.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.Server.Tests.BadInput;

/// <summary>
/// Mutated recordings through the whole server, on many connections: every request and answer passes byte for byte, every call is on record exactly once and
/// byte for byte, and every record opens. REPRISE_FUZZ_CASES sets how many (default 2,000), REPRISE_FUZZ_SEED repeats a run.
/// </summary>
public sealed class GatewayFuzzSpec
{
    private const int Connections = 16;
    private const int Round = 40;
    private const long MemoryGrowthMax = 400L << 20;

    private readonly ConcurrentDictionary<string, Case> _underWay = new(StringComparer.Ordinal);
    private readonly int _cases = Setting("REPRISE_FUZZ_CASES") ?? 2000;
    private readonly int _seed = Setting("REPRISE_FUZZ_SEED") ?? Random.Shared.Next();
    private int _next;

    [Fact]
    public async Task Mutated_recordings_pass_byte_for_byte_and_are_on_record_exactly_once()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {_seed}, {_cases} cases");
        var recordings = Recordings.All;
        await using var upstream = await RawUpstream.StartAsync(AnswerAsync);
        await using var server = await TestServer.StartInAsync(null, [.. recordings.Select(r => r.Provider).Distinct(StringComparer.Ordinal).Select(p => $"Providers:{p}:BaseUrl={upstream.Url}")]);
        var clock = Stopwatch.StartNew();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(() => SendAllAsync(server, recordings))));

        await Eventually.HoldsAsync("everything is stored", () => server.Counters.Stored + server.Counters.Failed >= _cases);
        var counters = server.Counters;
        (counters.Received, counters.Stored, counters.Known, counters.Failed, counters.Dropped, counters.Queued).ShouldBe((_cases, _cases, 0, 0, 0, 0), $"seed {_seed}");
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{clock.Elapsed.TotalSeconds:F0} s, {_cases / clock.Elapsed.TotalSeconds:F0} cases/s, {growth >> 20} MB more memory");
        growth.ShouldBeLessThan(MemoryGrowthMax);
    }

    private static int? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private async Task SendAllAsync(TestServer server, IReadOnlyList<Recording> recordings)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, MaxConnectionsPerServer = 1 });
        var sent = new List<(InteractionId Id, Case Case)>(Round);
        int number;
        while ((number = Interlocked.Increment(ref _next) - 1) < _cases)
        {
            var one = Case.Of(number, _seed, recordings);
            sent.Add((await SendAsync(client, server, one), one));
            if (sent.Count < Round) continue;
            foreach (var (id, call) in sent) await CheckAsync(client, server, id, call);
            sent.Clear();
        }

        foreach (var (id, call) in sent) await CheckAsync(client, server, id, call);
    }

    private async Task<InteractionId> SendAsync(HttpClient client, TestServer server, Case one)
    {
        _underWay[one.Name] = one;
        var uri = new Uri($"{server.Url}/{one.Source.Provider}{one.Source.Path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new HttpMethod(one.Source.Method), uri);
        if (one.HasRequestBody) request.Content = new ByteArrayContent(one.Request);
        if (one.Source.RequestType is { } type) request.Content?.Headers.TryAddWithoutValidation("Content-Type", type);
        request.Headers.Add("X-Case", one.Name);
        try
        {
            using var response = await client.SendAsync(request);
            var answer = await response.Content.ReadAsByteArrayAsync();
            answer.AsSpan().SequenceEqual(one.ExpectedAnswer).ShouldBeTrue($"the client got other bytes: {one}");
            ((int)response.StatusCode).ShouldBe(one.Status, one.ToString());
            one.Received.ShouldNotBeNull().AsSpan().SequenceEqual(one.HasRequestBody ? one.Request : []).ShouldBeTrue($"the provider got other bytes: {one}");
            return InteractionId.Parse(response.Headers.GetValues("Reprise-Id").Single());
        }
        catch (HttpRequestException e)
        {
            throw new InvalidOperationException($"no answer: {one}", e);
        }
        finally
        {
            _underWay.TryRemove(one.Name, out _);
        }
    }

    private static async Task CheckAsync(HttpClient client, TestServer server, InteractionId id, Case one)
    {
        var recorded = await server.RecordedAsync(id);
        (recorded.Request?.Bytes ?? default).Span.SequenceEqual(one.HasRequestBody ? one.Request : []).ShouldBeTrue($"the request on record is another: {one}");
        (recorded.Response?.Bytes ?? default).Span.SequenceEqual(one.ExpectedAnswer).ShouldBeTrue($"the answer on record is another: {one}");
        (recorded.Interaction.RecordError ?? "").ShouldNotContain("could not be read:", customMessage: one.ToString());
        using var opened = await client.GetAsync($"{server.Url}/api/interactions/{id}");
        var text = await opened.Content.ReadAsByteArrayAsync();
        opened.StatusCode.ShouldBe(HttpStatusCode.OK, $"the record does not open: {one}");
        using var record = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 200 });
        record.RootElement.GetProperty("interaction_id").GetString().ShouldBe(id.ToString());
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var one = _underWay[context.Request.Headers["X-Case"].ToString()];
        one.Received = await RelaySpec.ReadAllAsync(context.Request);
        context.Response.StatusCode = one.Status;
        context.Response.ContentType = one.Source.AnswerType;
        if (one.Encoding is not null) context.Response.Headers.ContentEncoding = one.Encoding;
        if (!one.HasAnswerBody) return;
        foreach (var piece in one.Answer.Chunk(Math.Max(1, one.Answer.Length / one.Pieces)))
        {
            await context.Response.Body.WriteAsync(piece);
            if (one.Pieces > 1) await context.Response.Body.FlushAsync();
        }
    }

    /// <summary>One call, made from the seed and its number alone, whichever connection carries it.</summary>
    private sealed class Case(string name, Recording source, byte[] request, byte[] answer, int status, int pieces, string? encoding)
    {
        public string Name => name;
        public Recording Source => source;
        public byte[] Request => request;
        public byte[] Answer => answer;
        public int Status => status;
        public int Pieces => pieces;
        public string? Encoding => encoding;
        public byte[]? Received { get; set; }
        public bool HasRequestBody => source.Method is not ("GET" or "HEAD");
        public bool HasAnswerBody => source.Method is not "HEAD" && status is not (204 or 205 or 304);
        public byte[] ExpectedAnswer => HasAnswerBody ? answer : [];

        public static Case Of(int number, int seed, IReadOnlyList<Recording> recordings)
        {
            var random = new Random(unchecked((seed * 1_000_003) + number));
            var source = recordings[random.Next(recordings.Count)];
            var (answer, encoding) = (Mutation.Of(source.Answer, random), (string?)null);
            if (random.Next(10) == 0) (answer, encoding) = (Mutation.Of(Gzip(answer), random), "gzip");
            var status = random.Next(8) switch { 0 => 500, 1 => 429, 2 => 200, _ => source.Status };
            return new Case($"{seed}-{number}", source, Mutation.Of(source.Request, random), answer, status, random.Next(1, 5), encoding);
        }

        public override string ToString() => $"seed and case {name}, {source.Name}";

        private static byte[] Gzip(byte[] bytes)
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
            return packed.ToArray();
        }
    }
}
