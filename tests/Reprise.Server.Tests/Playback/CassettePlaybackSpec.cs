using System.Collections.Concurrent;
using Reprise.Interactions;
using Reprise.Playback;
using Reprise.Server.Playback;
using Reprise.Server.Tests.Cassettes;
using Reprise.Tests;

namespace Reprise.Server.Tests.Playback;

/// <summary>Every recorded exchange becomes a tape on disk and comes back from the playback server byte for byte, to a client that speaks plain HTTP.</summary>
public sealed class CassettePlaybackSpec(ITestOutputHelper output)
{
    private const string LaneHeader = "Reprise-Session";

    [Fact]
    public async Task Every_recorded_exchange_is_played_back_byte_for_byte_in_its_lane()
    {
        using var folder = new TempFolder();
        var cassettes = Cassette.ReadAll(SharedData.Require("cassettes")).Values.ToList();
        var tape = await WriteAsync(folder.File("tape.jsonl"), cassettes);
        tape.Notes.ShouldBeEmpty();
        Report(tape);
        await using var host = await PlaybackHost.StartAsync(new PlaybackServerOptions { File = folder.File("tape.jsonl"), Matching = new PlaybackOptions { AfterLast = AfterLast.Fail } });
        var mistakes = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(cassettes, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken }, async (cassette, cancelled) =>
        {
            using var response = await host.Http.SendAsync(RequestOf(host, cassette, cassette.Name), cancelled);
            if (await MistakeOfAsync(response, cassette.Status, cassette.Response) is { } mistake) mistakes.Add($"{cassette.Name}: {mistake}");
            if (!response.Headers.TryGetValues("Reprise-Playback", out var how) || how.Single() != "exact") mistakes.Add($"{cassette.Name}: {string.Join(',', how ?? [])}");
            if (cassette.Response.Length > 0 && response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type) && type.ToString() != cassette.ResponseType.Trim()) mistakes.Add($"{cassette.Name}: type {type}");
        });
        mistakes.ShouldBeEmpty();
        var summary = host.Server.Summarise();
        (summary.Exact, summary.Misses, summary.Unused.Count).ShouldBe((cassettes.Count, 0, 0));
    }

    [Fact]
    public async Task Identical_requests_without_a_lane_get_their_recorded_answers_in_order()
    {
        using var folder = new TempFolder();
        var cassettes = Cassette.ReadAll(SharedData.Require("cassettes")).Values.ToList();
        await WriteAsync(folder.File("tape.jsonl"), cassettes);
        await using var host = await PlaybackHost.StartAsync(new PlaybackServerOptions { File = folder.File("tape.jsonl"), Matching = new PlaybackOptions { Match = MatchBy.Exact, AfterLast = AfterLast.Fail } });
        var repeated = cassettes.GroupBy(c => (c.Provider, c.Method, c.Target, Convert.ToBase64String(c.Request))).Where(group => group.Count() > 1).ToList();
        output.WriteLine($"{repeated.Count} requests were recorded more than once.");
        var mistakes = new List<string>();
        foreach (var group in repeated)
        {
            foreach (var cassette in group)
            {
                using var response = await host.Http.SendAsync(RequestOf(host, cassette, null), TestContext.Current.CancellationToken);
                if (await MistakeOfAsync(response, cassette.Status, cassette.Response) is { } mistake) mistakes.Add($"{cassette.Name}: {mistake}");
            }

            using var once = await host.Http.SendAsync(RequestOf(host, group.First(), null), TestContext.Current.CancellationToken);
            if (once.Headers.GetValues("Reprise-Playback").Single() != "miss") mistakes.Add($"{group.First().Name}: more often than it was recorded");
        }

        repeated.Count.ShouldBeGreaterThan(0);
        mistakes.ShouldBeEmpty();
    }

    private static async Task<Tape> WriteAsync(string path, List<Cassette> cassettes)
    {
        await using (var writer = await TapeWriter.CreateAsync(path, new TapeHeader { Source = "cassettes" }, null, default))
        {
            foreach (var cassette in cassettes)
            {
                var (target, query) = cassette.Target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? (cassette.Target[..at], cassette.Target[at..]) : (cassette.Target, "");
                var request = TapeRecording.RequestOf(cassette.Provider, cassette.Method, target, query, new Body { Bytes = cassette.Request, ContentType = cassette.RequestType });
                var chunks = cassette.IsStream ? cassette.Response.Chunk(700).Select(piece => new BodyChunk(piece.Length, 5)).ToList() : [];
                var answer = TapeRecording.AnswerOf(cassette.Status, new Body { Bytes = cassette.Response, ContentType = cassette.ResponseType, Chunks = chunks }, [], exactEncoding: false, broken: null);
                await writer.WriteAsync(new TapeEntry { Key = TapeKey.Of(request), Lane = cassette.Name, Request = request, Answer = answer }, default);
            }
        }

        return await TapeReader.ReadAsync(path, default);
    }

    private static HttpRequestMessage RequestOf(PlaybackHost host, Cassette cassette, string? lane)
    {
        var address = new Uri($"{host.Url}/{cassette.Provider}{cassette.Target}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(new HttpMethod(cassette.Method), address);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer sk-other");
        if (lane is not null) request.Headers.TryAddWithoutValidation(LaneHeader, lane);
        if (cassette.Request.Length == 0 && cassette.Method != "POST") return request;
        request.Content = new ByteArrayContent(cassette.Request);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", cassette.RequestType);
        return request;
    }

    private static async Task<string?> MistakeOfAsync(HttpResponseMessage response, int status, byte[] expected)
    {
        var answer = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        // HTTP has no body with these, whatever was written down.
        if (status is 204 or 304) expected = [];
        return (int)response.StatusCode == status && answer.AsSpan().SequenceEqual(expected) ? null : $"answered {(int)response.StatusCode} with {answer.Length} bytes, recorded were {status} with {expected.Length}";
    }

    private void Report(Tape tape) => output.WriteLine($"{tape.Entries.Count} entries.");
}
