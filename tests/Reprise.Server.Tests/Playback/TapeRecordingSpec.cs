using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Reprise.Playback;
using Reprise.Server.Playback;
using Reprise.Server.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.Server.Tests.Playback;

/// <summary>Recording onto a tape through the playback server, and playing what was recorded.</summary>
public sealed class TapeRecordingSpec : IAsyncLifetime
{
    private const int LongMegabytes = 66;

    private readonly TempFolder _folder = new();
    private int _asked;
    private RawUpstream _upstream = null!;

    private string File => _folder.File("tape.jsonl");

    public async ValueTask InitializeAsync() => _upstream = await RawUpstream.StartAsync(AnswerAsync);

    public async ValueTask DisposeAsync()
    {
        await _upstream.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_was_recorded_is_played_back_without_the_upstream()
    {
        List<string> recorded;
        await using (var host = await StartAsync(PlaybackMode.Record))
        {
            recorded = await AskAllAsync(host, "recorded");
            recorded.Count.ShouldBe(4);
            // On the tape by the time the client has the end of its answer.
            (await TapeReader.ReadAsync(File, default)).Entries.Count.ShouldBe(4);
        }

        var asked = _asked;
        await using (var host = await StartAsync(PlaybackMode.Play)) (await AskAllAsync(host, "exact")).ShouldBe(recorded);
        _asked.ShouldBe(asked);
        var text = await System.IO.File.ReadAllTextAsync(File);
        text.ShouldNotContain("sk-secret");
        text.ShouldContain("x-request-id");
        text.ShouldNotContain("set-cookie");
        text.ShouldContain("\"lane\":\"a lane\"");
    }

    [Fact]
    public async Task Every_call_is_asked_again_when_recording()
    {
        await using var host = await StartAsync(PlaybackMode.Record);
        var first = (await host.AskAsync("1")).Text;
        (await host.AskAsync("1")).Text.ShouldNotBe(first);
        host.Server.Recorded.ShouldBe(2);
    }

    [Fact]
    public async Task A_tape_that_is_there_is_not_recorded_over_unless_told_to()
    {
        await System.IO.File.WriteAllTextAsync(File, "mine");
        (await Should.ThrowAsync<TapeException>(() => StartAsync(PlaybackMode.Record))).Message.ShouldContain("--force");
        (await System.IO.File.ReadAllTextAsync(File)).ShouldBe("mine");
    }

    [Fact]
    public async Task Play_or_record_records_once_and_plays_from_then_on()
    {
        string text;
        await using (var host = await StartAsync(PlaybackMode.PlayOrRecord)) text = (await host.AskAsync("1")).Text;
        await using (var host = await StartAsync(PlaybackMode.PlayOrRecord))
        {
            (await host.AskAsync("1")).Text.ShouldBe(text);
            (await host.AskAsync("2")).Response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Record_new_asks_for_what_is_not_on_the_tape_and_adds_it()
    {
        string one;
        await using (var host = await StartAsync(PlaybackMode.RecordNew)) one = (await host.AskAsync("1")).Text;
        string two;
        await using (var host = await StartAsync(PlaybackMode.RecordNew))
        {
            (await host.AskAsync("1")).Text.ShouldBe(one);
            var (response, text) = await host.AskAsync("2");
            response.Headers.GetValues("Reprise-Playback").ShouldBe(["recorded"]);
            two = text;
            (await host.AskAsync("2")).Text.ShouldBe(two);
            host.Server.Summarise().Misses.ShouldBe(0);
        }

        await using var played = await StartAsync(PlaybackMode.Play);
        (await played.AskAsync("1")).Text.ShouldBe(one);
        (await played.AskAsync("2")).Text.ShouldBe(two);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_encoded_answer_is_kept_decoded_unless_it_shall_be_exact(bool exact)
    {
        byte[] sent;
        await using (var host = await StartAsync(PlaybackMode.Record, exact))
        {
            using var response = await host.Http.PostAsync("/openai/v1/gzip", new StringContent("{}"), TestContext.Current.CancellationToken);
            sent = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            response.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        }

        await using var played = await StartAsync(PlaybackMode.Play);
        using var again = await played.Http.PostAsync("/openai/v1/gzip", new StringContent("{}"), TestContext.Current.CancellationToken);
        var answer = await again.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        again.Content.Headers.ContentEncoding.ShouldBe(exact ? ["gzip"] : []);
        if (exact) answer.ShouldBe(sent);
        else Encoding.UTF8.GetString(answer).ShouldBe("""{"packed":true}""");
        (await TapeReader.ReadAsync(File, default)).Entries[0].Answer.Decoded.ShouldBe(exact ? null : "gzip");
    }

    [Fact]
    public async Task A_stream_that_breaks_off_is_recorded_as_broken_and_breaks_off_in_playback()
    {
        await using (var host = await StartAsync(PlaybackMode.Record)) await Should.ThrowAsync<HttpRequestException>(() => host.AskAsync("{}", "/openai/v1/broken"));
        var entry = (await TapeReader.ReadAsync(File, default)).Entries.ShouldHaveSingleItem();
        entry.Answer.Broken.ShouldNotBeNull();
        Encoding.UTF8.GetString(entry.Answer.Body.Span).ShouldBe("data: half");
        await using var played = await StartAsync(PlaybackMode.Play);
        await Should.ThrowAsync<HttpRequestException>(() => played.AskAsync("{}", "/openai/v1/broken"));
    }

    [Fact]
    public async Task A_provider_that_cannot_be_reached_or_is_not_known_is_said_and_not_recorded()
    {
        await using var host = await PlaybackHost.StartAsync(new PlaybackServerOptions { Mode = PlaybackMode.Record, File = File, Settings = ["Providers:openai:BaseUrl=http://127.0.0.1:9"] });
        (await host.AskAsync("1")).Response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await host.AskAsync("1", "/nobody/v1/x")).Response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        host.Server.Recorded.ShouldBe(0);
    }

    [Fact]
    public async Task Redaction_changes_what_is_written_and_requests_are_still_found()
    {
        var matching = new PlaybackOptions { Redaction = new NoNames() };
        await using (var host = await StartAsync(PlaybackMode.Record, matching: matching)) await host.AskAsync("""{"q":"Ann","n":1}""");
        (await System.IO.File.ReadAllTextAsync(File)).ShouldNotContain("Ann");
        await using var played = await StartAsync(PlaybackMode.Play, matching: matching);
        (await played.AskAsync("""{"q":"Ann","n":1}""")).Response.Headers.GetValues("Reprise-Playback").ShouldBe(["exact"]);
        (await played.AskAsync("""{"q":"Bob","n":1}""")).Response.Headers.GetValues("Reprise-Playback").ShouldBe(["normalised"]);
        (await played.AskAsync("""{"q":"Bob","n":2}""")).Response.Headers.GetValues("Reprise-Playback").ShouldBe(["miss"]);
    }

    [Fact]
    public async Task A_stream_whose_client_hangs_up_at_its_last_event_is_recorded()
    {
        await using var host = await StartAsync(PlaybackMode.Record);
        using (var request = new HttpRequestMessage(HttpMethod.Post, "/openai/v1/done") { Content = new StringContent("{}") })
        using (var response = await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken))
        {
            var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            var read = "";
            var piece = new byte[1024];
            while (!read.Contains("[DONE]", StringComparison.Ordinal)) read += Encoding.UTF8.GetString(piece, 0, await stream.ReadAsync(piece, TestContext.Current.CancellationToken));
        }

        await Eventually.HoldsAsync("the call is on the tape", () => host.Server.Recorded == 1);
        var answer = (await TapeReader.ReadAsync(File, default)).Entries.ShouldHaveSingleItem().Answer;
        answer.Broken.ShouldBeNull();
        Encoding.UTF8.GetString(answer.Body.Span).ShouldBe("data: one\n\ndata: [DONE]\n\n");
    }

    [Fact]
    public async Task An_answer_too_long_for_the_tape_is_passed_on_whole_and_not_recorded()
    {
        await using var host = await StartAsync(PlaybackMode.Record);
        using var response = await host.Http.PostAsync("/openai/v1/long", new StringContent("{}"), TestContext.Current.CancellationToken);
        (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length.ShouldBe(LongMegabytes * 1024 * 1024);
        response.Headers.GetValues("Reprise-Playback").ShouldBe(["unrecorded"]);
        host.Server.Recorded.ShouldBe(0);
    }

    [Fact]
    public async Task A_tape_that_cannot_be_written_is_said_once_and_no_provider_is_asked_again()
    {
        if (!System.IO.File.Exists("/dev/full")) Assert.Skip("There is no /dev/full here.");
        System.IO.File.CreateSymbolicLink(File, "/dev/full");
        await using var host = await PlaybackHost.StartAsync(new PlaybackServerOptions { Mode = PlaybackMode.Record, File = File, Force = true, Settings = [.. TestServer.All(_upstream.Url)] });
        for (var i = 0; i < 2; i++)
        {
            var (response, text) = await host.AskAsync("1");
            response.StatusCode.ShouldBe(HttpStatusCode.FailedDependency);
            text.ShouldContain("tape_not_written");
        }

        _asked.ShouldBe(1);
    }

    [Fact]
    public async Task Where_an_answer_leads_is_on_the_tape()
    {
        await using (var host = await StartAsync(PlaybackMode.Record)) await MovedAsync(host);
        await using var played = await StartAsync(PlaybackMode.Play);
        await MovedAsync(played);

        static async Task MovedAsync(PlaybackHost host)
        {
            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
            using var response = await http.PostAsync(host.Url + "/openai/v1/moved", new StringContent("{}"), TestContext.Current.CancellationToken);
            response.Headers.Location.ShouldBe(new Uri("https://elsewhere.test/a?b=1"));
        }
    }

    private Task<PlaybackHost> StartAsync(PlaybackMode mode, bool exact = false, PlaybackOptions? matching = null) => PlaybackHost.StartAsync(new PlaybackServerOptions
    {
        Mode = mode,
        File = File,
        ExactEncoding = exact,
        Matching = matching ?? new PlaybackOptions(),
        Settings = [.. TestServer.All(_upstream.Url), "Providers:mistral:ApiKey=sk-secret"],
    });

    private static async Task<List<string>> AskAllAsync(PlaybackHost host, string how)
    {
        var answers = new List<string>();
        foreach (var (method, path, body) in new[] { ("POST", "/v1/chat/completions?key=sk-secret", "{}"), ("POST", "/mistral/v1/stream", """{"stream":true}"""), ("GET", "/openai/v1/models", ""), ("POST", "/anthropic/v1/refused", "[1]") })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (body.Length > 0) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer sk-secret");
            request.Headers.TryAddWithoutValidation("Reprise-Session", "a lane");
            using var response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
            response.Headers.GetValues("Reprise-Playback").ShouldBe([how]);
            answers.Add($"{(int)response.StatusCode} {response.Content.Headers.ContentType} {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        }

        return answers;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var number = Interlocked.Increment(ref _asked);
        context.Response.Headers["x-request-id"] = $"r{number}";
        context.Response.Headers.SetCookie = "a=b";
        context.Response.ContentType = "application/json";
        switch (context.Request.Path.Value)
        {
            case "/v1/gzip":
                context.Response.Headers.ContentEncoding = "gzip";
                await using (var gzip = new GZipStream(context.Response.Body, CompressionMode.Compress)) await gzip.WriteAsync("""{"packed":true}"""u8.ToArray());
                return;
            case "/v1/stream":
                context.Response.ContentType = "text/event-stream";
                foreach (var piece in new[] { "data: one\n\n", $"data: {number}\n\n" })
                {
                    await context.Response.WriteAsync(piece);
                    await context.Response.Body.FlushAsync();
                }

                return;
            case "/v1/broken":
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync("data: half");
                await context.Response.Body.FlushAsync();
                throw new InvalidOperationException("cut");
            case "/v1/done":
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync("data: one\n\ndata: [DONE]\n\n");
                await context.Response.Body.FlushAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
                return;
            case "/v1/long":
                for (var i = 0; i < LongMegabytes; i++) await context.Response.Body.WriteAsync(new byte[1024 * 1024]);
                return;
            case "/v1/moved":
                context.Response.StatusCode = 302;
                context.Response.Headers.Location = "https://elsewhere.test/a?b=1";
                return;
            case "/v1/refused":
                context.Response.StatusCode = 400;
                break;
        }

        await context.Response.WriteAsync($$"""{"answer":{{number}}}""");
    }

    private sealed class NoNames : ITapeRedaction
    {
        public IReadOnlyList<string> Names => ["names"];
        public TapeRequest Redact(TapeRequest request) => request with { Body = Without(request.Body) };
        public TapeAnswer Redact(TapeAnswer answer) => answer;
        public TapeRequest ForComparison(TapeRequest request) => Redact(request);

        private static ReadOnlyMemory<byte> Without(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body.Span).Replace("Ann", "<name>", StringComparison.Ordinal).Replace("Bob", "<name>", StringComparison.Ordinal));
    }
}
