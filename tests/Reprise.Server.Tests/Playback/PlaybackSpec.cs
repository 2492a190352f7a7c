using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Reprise.Playback;
using Reprise.Server.Playback;
using Reprise.Tests;

namespace Reprise.Server.Tests.Playback;

/// <summary>What a client of the playback server sees.</summary>
public sealed class PlaybackSpec
{
    [Theory]
    [InlineData("/openai/v1/chat/completions")]
    [InlineData("/v1/chat/completions")]
    [InlineData("/OpenAI/v1/chat/completions")]
    [InlineData("/lane/a%20test/openai/v1/chat/completions")]
    [InlineData("/lane/x/v1/chat/completions")]
    public async Task A_call_is_found_on_every_route_of_the_gateway(string path)
    {
        await using var host = await PlaybackHost.PlayAsync(PlaybackHost.Entry("""{"a":1}""", """{"b": 2}"""));
        var (response, text) = await host.AskAsync("""{"a":1}""", path);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        text.ShouldBe("""{"b": 2}""");
        response.Headers.GetValues("Reprise-Playback").ShouldBe(["exact"]);
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/json");
    }

    [Fact]
    public async Task Messages_are_Anthropics_on_the_short_route()
    {
        await using var host = await PlaybackHost.PlayAsync(PlaybackHost.Entry("{}", "one", path: "/v1/messages", provider: "anthropic"));
        (await host.AskAsync("{}", "/v1/messages")).Text.ShouldBe("one");
    }

    [Fact]
    public async Task A_lane_is_told_by_header_path_or_default()
    {
        var tape = new Tape { Entries = [PlaybackHost.Entry("1", "of a", "a"), PlaybackHost.Entry("1", "of b", "b")] };
        await using var host = await PlaybackHost.StartAsync(new PlaybackServerOptions { Tape = tape, Lane = "b" });
        (await host.AskAsync("1", lane: "a")).Text.ShouldBe("of a");
        (await host.AskAsync("1", "/lane/a" + PlaybackHost.Path, lane: "b")).Text.ShouldBe("of a");
        (await host.AskAsync("1")).Text.ShouldBe("of b");
    }

    [Fact]
    public async Task No_credential_of_a_query_is_told_anywhere()
    {
        PlaybackMiss? missed = null;
        await using var host = await PlaybackHost.StartAsync(new PlaybackServerOptions { Tape = new Tape { Entries = [PlaybackHost.Entry("1", "one")] }, Missed = miss => missed = miss });
        var (response, text) = await host.AskAsync("2", PlaybackHost.Path + "?key=AIzaSECRET&Key=AIzaSECRET&sig=AIzaSECRET&a=b");
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var status = await host.Http.GetStringAsync("/playback/status", TestContext.Current.CancellationToken);
        foreach (var told in new[] { text, status, missed!.ToString(), string.Join(' ', missed.Differences), missed.Message }) told.ShouldNotContain("AIzaSECRET");
        missed.Differences.ShouldContain(static difference => difference.Path == "?a");
    }

    [Fact]
    public async Task A_request_that_unpacks_to_too_much_is_refused()
    {
        await using var host = await PlaybackHost.PlayAsync(PlaybackHost.Entry("1", "one"));
        using var packed = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            for (var i = 0; i < 65; i++) await gzip.WriteAsync(new byte[1024 * 1024], TestContext.Current.CancellationToken);
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        using var response = await host.Http.PostAsync(PlaybackHost.Path, content, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("/openai/v1/chat/completions", "error", "message")]
    [InlineData("/anthropic/v1/messages", "error", "message")]
    [InlineData("/gemini/v1beta/models/m:generateContent", "error", "message")]
    [InlineData("/ollama/api/chat", "error", null)]
    [InlineData("/bedrock/model/m/converse", "message", null)]
    [InlineData("/unheard-of/x", "error", "message")]
    public async Task A_miss_has_the_providers_error_shape_and_a_status_that_nobody_tries_again(string path, string outer, string? inner)
    {
        PlaybackMiss? missed = null;
        var tape = new Tape { Entries = [PlaybackHost.Entry("""{"a":1}""", "one")] };
        await using var host = await PlaybackHost.StartAsync(new PlaybackServerOptions { Tape = tape, Missed = miss => missed = miss });
        var (response, text) = await host.AskAsync("""{"a":2}""", path);
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Headers.GetValues("Reprise-Playback").ShouldBe(["miss"]);
        var message = JsonNode.Parse(text)![outer]!;
        (inner is null ? message : message[inner]!).GetValue<string>().ShouldContain("no recording of POST");
        missed.ShouldNotBeNull();
    }

    [Fact]
    public async Task The_status_shows_misses_with_their_differences_and_entries_nobody_asked_for()
    {
        await using var host = await PlaybackHost.PlayAsync(PlaybackHost.Entry("""{"a":1,"b":1}""", "one"), PlaybackHost.Entry("2", "two"));
        await host.AskAsync("""{"a":2,"b":1}""");
        await host.AskAsync("2");
        var status = JsonNode.Parse(await host.Http.GetStringAsync("/playback/status", TestContext.Current.CancellationToken))!;
        status["calls"]!.ToJsonString().ShouldBe("""{"exact":1,"normalised":0,"ordered":0,"miss":1}""");
        status["unused"]!.GetValue<int>().ShouldBe(1);
        status["misses"]![0]!["differences"]!.ToJsonString().ShouldBe("""[{"path":"/a","recorded":"1","asked":"2"}]""");
        (await host.Http.PostAsync("/playback/rewind", null, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var after = JsonNode.Parse(await host.Http.GetStringAsync("/playback/status", TestContext.Current.CancellationToken))!;
        after["calls"]!["miss"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Reading_calls_and_heads_and_answers_without_a_body_are_played_too()
    {
        var get = PlaybackHost.Entry("", "list") with { };
        get = get with { Request = get.Request with { Method = "GET", Path = "/v1/models", Query = "?limit=2" } };
        var head = get with { Request = get.Request with { Method = "HEAD" } };
        var gone = get with { Request = get.Request with { Method = "DELETE" }, Answer = get.Answer with { Status = 204, ContentType = null } };
        TapeEntry[] entries = [.. new[] { get, head, gone }.Select(entry => entry with { Key = TapeKey.Of(entry.Request) })];
        await using var host = await PlaybackHost.PlayAsync(entries);
        (await host.Http.GetStringAsync("/v1/models?limit=2&api_key=x", TestContext.Current.CancellationToken)).ShouldBe("list");
        using var asked = new HttpRequestMessage(HttpMethod.Head, "/v1/models?limit=2");
        using var headed = await host.Http.SendAsync(asked, TestContext.Current.CancellationToken);
        headed.Headers.GetValues("Reprise-Playback").ShouldBe(["exact"]);
        using var deleted = await host.Http.DeleteAsync("/v1/models?limit=2", TestContext.Current.CancellationToken);
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_broke_off_breaks_off_again_behind_the_same_bytes(bool timed)
    {
        var entry = PlaybackHost.Stream("1", ("data: one\n\n", 1), ("data: tw", 1));
        entry = entry with { Answer = entry.Answer with { Broken = "the provider broke off" } };
        await using var host = await PlaybackHost.StartAsync(new PlaybackServerOptions { Tape = new Tape { Entries = [entry, PlaybackHost.Entry("2", "whole")] }, Speed = timed ? 1 : null });
        for (var i = 0; i < 20; i++)
        {
            var raw = await host.RawAsync(Encoding.ASCII.GetBytes($"POST {PlaybackHost.Path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\n1"));
            raw.ShouldStartWith("HTTP/1.1 200");
            raw.ShouldContain("data: one\n\n");
            raw.ShouldContain("data: tw");
            raw.ShouldNotEndWith("0\r\n\r\n");
        }

        await Should.ThrowAsync<HttpRequestException>(() => host.AskAsync("1"));
        (await host.AskAsync("2")).Text.ShouldBe("whole");
    }

    [Fact]
    public async Task Recorded_delays_are_kept_and_can_be_shortened()
    {
        var entry = PlaybackHost.Stream("1", ("data: one\n\n", 60_000), ("data: two\n\n", 30_000));
        var time = new ManualTimeProvider();
        await using var host = await PlaybackHost.StartAsync(new PlaybackServerOptions { Tape = new Tape { Entries = [entry] }, Speed = 10 }, time);
        using var request = new HttpRequestMessage(HttpMethod.Post, PlaybackHost.Path) { Content = new StringContent("1", Encoding.UTF8, "application/json") };
        var answering = host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await WaitsAsync(time);
        time.Advance(TimeSpan.FromMilliseconds(5_999));
        answering.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromMilliseconds(1));
        using var response = await answering;
        var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        (await reader.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("data: one");
        await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        var second = reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();
        await WaitsAsync(time);
        second.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(3));
        (await second).ShouldBe("data: two");
    }

    [Fact]
    public async Task A_thousand_streams_play_at_recorded_speed_at_once()
    {
        const int Streams = 1000;
        var pieces = Enumerable.Range(0, 20).Select(n => ($"data: piece {n}\n\n", 50)).ToArray();
        var expected = string.Concat(pieces.Select(piece => piece.Item1));
        await using var host = await PlaybackHost.StartAsync(new PlaybackServerOptions { Tape = new Tape { Entries = [PlaybackHost.Stream("1", pieces)] }, Speed = 1 });
        var threads = ThreadPool.ThreadCount;
        var clock = Stopwatch.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, Streams).Select(async n => (await host.AskAsync("1", lane: $"{n % 10}")).Text));
        clock.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(950));
        // A second on a quiet machine; ten times that would be delays that add up.
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        TestContext.Current.TestOutputHelper!.WriteLine($"{Streams} streams of 1 s in {clock.Elapsed.TotalSeconds:F2} s; pool threads {threads} to {ThreadPool.ThreadCount}.");
        answers.ShouldAllBe(answer => answer == expected);
        (ThreadPool.ThreadCount - threads).ShouldBeLessThan(200);
    }

    [Fact]
    public async Task Large_requests_in_many_pieces_are_found()
    {
        var body = $$"""{"text":"{{new string('x', 5_000_000)}}"}""";
        await using var host = await PlaybackHost.PlayAsync(PlaybackHost.Entry(body, new string('y', 3_000_000)));
        (await host.AskAsync(body)).Text.Length.ShouldBe(3_000_000);
        using var request = new HttpRequestMessage(HttpMethod.Post, PlaybackHost.Path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TransferEncodingChunked = true;
        using var response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_encoded_request_is_found_by_what_it_holds()
    {
        await using var host = await PlaybackHost.PlayAsync(PlaybackHost.Entry("""{"a":1}""", "one"));
        using var packed = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Compress)) gzip.Write("""{"a":1}"""u8);
        using var request = new HttpRequestMessage(HttpMethod.Post, PlaybackHost.Path) { Content = new ByteArrayContent(packed.ToArray()) };
        request.Content.Headers.ContentEncoding.Add("gzip");
        using var response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("one");
    }

    [Fact]
    public async Task Pages_of_other_sites_get_nothing()
    {
        await using var host = await PlaybackHost.PlayAsync(PlaybackHost.Entry("1", "one"));
        using var request = new HttpRequestMessage(HttpMethod.Post, PlaybackHost.Path) { Content = new StringContent("1") };
        request.Headers.Add("Origin", "https://example.com");
        using var response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Hostile_requests_and_answers_end_nothing_but_themselves()
    {
        var entry = PlaybackHost.Entry("1", "one");
        entry = entry with { Answer = entry.Answer with { ContentType = "x\r\ny: z", Headers = [new("bad name", "a"), new("transfer-encoding", "chunked"), new("content-length", "9"), new("good", "a\0b"), new("reprise-playback", "exact"), new("é", "é")] } };
        await using var host = await PlaybackHost.PlayAsync(entry);
        (await host.AskAsync("1")).Text.ShouldBe("one");
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        string[] paths = ["/", "//", "/v1", "/lane", "/lane/", "/lane//x", "/lane/a", "/lane/%", "/lane/%00/openai/x", "/openai", "/openai?", "/openai/%ff%00/..", "/playback", "/playback/nothing", "*", "/openai/v1/x?key=a&a=%", "/lane/" + new string('l', 300) + "/v1/x"];
        for (var i = 0; i < 300; i++)
        {
            var body = new byte[random.Next(40)];
            random.NextBytes(body);
            var path = paths[random.Next(paths.Length)];
            var head = $"{(random.Next(5) == 0 ? "GET" : "POST")} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: {(random.Next(3) == 0 ? "gzip" : "")}\r\nContent-Length: {(random.Next(9) == 0 ? body.Length + 5 : body.Length)}\r\n\r\n";
            var raw = await host.RawAsync([.. Encoding.ASCII.GetBytes(head), .. body], hangsUp: true);
            if (raw.Length > 0) raw.ShouldStartWith("HTTP/1.1 ", customMessage: $"seed {seed}");
            raw.ShouldNotStartWith("HTTP/1.1 500", customMessage: $"seed {seed}: {head}");
        }

        (await host.AskAsync("1")).Text.ShouldBe("one");
    }

    private static Task WaitsAsync(ManualTimeProvider time) => Eventually.HoldsAsync("the server waits for the next piece", () => time.WaitingTimerCount == 1);
}
