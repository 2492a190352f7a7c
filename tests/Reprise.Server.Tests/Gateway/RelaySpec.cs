using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Reprise.Interactions;
using Reprise.Server.Tests.Hosts;

namespace Reprise.Server.Tests.Gateway;

/// <summary>What goes through the gateway comes out the other side byte for byte.</summary>
public sealed class RelaySpec
{
    private const string Chat = """{"model":"gpt-4o","messages":[{"role":"user","content":"Wie heißt der Turm?"}]}""";

    private const string Answer = """{"id":"x","object":"chat.completion","model":"gpt-4o-2024-08-06","choices":[{"index":0,"message":{"role":"assistant","content":"Eiffel"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}""";

    [Fact]
    public async Task The_request_reaches_the_provider_letter_for_letter()
    {
        string? target = null, method = null, header = null;
        byte[] received = [];
        await using var upstream = await RawUpstream.StartAsync(async context =>
        {
            (target, method, header) = (context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, context.Request.Method, context.Request.Headers["X-Custom"]);
            received = await ReadAllAsync(context.Request);
            await AnswerAsync(context, Answer);
        });
        await using var server = await TestServer.StartAsync(upstream.Url + "/base");
        var body = Encoding.UTF8.GetBytes(Chat + "  \r\n");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Url + "/openai//v1/chat%2Fcompletions?b=%20x&a=1", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        request.Headers.Add("X-Custom", "kept");

        using var response = await server.Http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        target.ShouldBe("/base//v1/chat%2Fcompletions?b=%20x&a=1");
        method.ShouldBe("POST");
        header.ShouldBe("kept");
        received.ShouldBe(body);
        (await server.RecordedAsync(response)).Request!.Bytes.ToArray().ShouldBe(body);
    }

    [Fact]
    public async Task The_answer_reaches_the_client_letter_for_letter_with_its_status_and_headers()
    {
        await using var upstream = await RawUpstream.StartAsync(context =>
        {
            context.Response.StatusCode = 418;
            context.Response.Headers["x-request-id"] = "req_1";
            context.Response.Headers["Set-Cookie"] = new[] { "a=1", "b=2" };
            return AnswerAsync(context, Answer);
        });
        await using var server = await TestServer.StartAsync(upstream.Url);

        using var response = await server.Http.PostAsync("/openai/v1/chat/completions", Json(Chat));

        ((int)response.StatusCode).ShouldBe(418);
        response.Headers.GetValues("Set-Cookie").ShouldBe(["a=1", "b=2"]);
        (await response.Content.ReadAsStringAsync()).ShouldBe(Answer);
        var recorded = await server.RecordedAsync(response);
        recorded.Response!.Bytes.ToArray().ShouldBe(Encoding.UTF8.GetBytes(Answer));
        recorded.ResponseHeaders.ShouldBe([new("x-request-id", "req_1")]);
        recorded.Interaction.Status.ShouldBe(InteractionStatus.Error);
    }

    [Fact]
    public async Task Pieces_of_a_stream_arrive_before_the_stream_has_ended()
    {
        var mayGoOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await RawUpstream.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"one\"}}]}\n\n");
            await context.Response.Body.FlushAsync();
            await mayGoOn.Task;
            await context.Response.WriteAsync("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
        });
        await using var server = await TestServer.StartAsync(upstream.Url);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/openai/v1/chat/completions") { Content = Json(Chat) };

        using var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();
        var first = new byte[1024];
        var count = await stream.ReadAsync(first);
        Encoding.UTF8.GetString(first, 0, count).ShouldContain("one");
        mayGoOn.SetResult();
        using var reader = new StreamReader(stream);
        (await reader.ReadToEndAsync()).ShouldEndWith("data: [DONE]\n\n");

        var recorded = await server.RecordedAsync(response);
        recorded.Response!.Chunks.Count.ShouldBeGreaterThan(1);
        recorded.Response.Chunks.Sum(c => c.Length).ShouldBe(recorded.Response.Bytes.Length);
        recorded.Interaction.Streamed.ShouldBeTrue();
        recorded.Interaction.TtftMs.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_compressed_answer_stays_compressed_for_the_client_and_is_readable_on_record()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) await gzip.WriteAsync(Encoding.UTF8.GetBytes(Answer));
        string? offered = null;
        await using var upstream = await RawUpstream.StartAsync(async context =>
        {
            offered = context.Request.Headers.AcceptEncoding;
            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(packed.ToArray());
        });
        await using var server = await TestServer.StartAsync(upstream.Url);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/openai/v1/chat/completions") { Content = Json(Chat) };
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, br, zstd");

        using var response = await server.Http.SendAsync(request);

        offered.ShouldBe("gzip, br");
        (await response.Content.ReadAsByteArrayAsync()).ShouldBe(packed.ToArray());
        response.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        var recorded = await server.RecordedAsync(response);
        recorded.Response!.Bytes.ToArray().ShouldBe(packed.ToArray());
        recorded.Interaction.ContentPreview.ShouldBe("Eiffel");
    }

    [Theory]
    [InlineData("GET", 204)]
    [InlineData("DELETE", 200)]
    [InlineData("HEAD", 200)]
    public async Task Calls_without_bodies_pass(string method, int status)
    {
        await using var upstream = await RawUpstream.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        await using var server = await TestServer.StartAsync(upstream.Url);

        using var response = await server.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/openai/v1/models/x"));

        ((int)response.StatusCode).ShouldBe(status);
        (await server.RecordedAsync(response)).Interaction.Operation.ShouldBe($"{method} /v1/models/x");
    }

    [Fact]
    public async Task Trailers_come_through_where_the_protocol_has_them()
    {
        using var upstream = new CannedUpstream($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nTrailer: x-checksum\r\n\r\n{Answer.Length:x}\r\n{Answer}\r\n0\r\nx-checksum: 42\r\n\r\n");
        await using var server = await TestServer.StartAsync(upstream.Url, "Kestrel:EndpointDefaults:Protocols=Http2");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/openai/v1/chat/completions") { Content = Json(Chat), Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };

        using var response = await server.Http.SendAsync(request);

        (await response.Content.ReadAsStringAsync()).ShouldBe(Answer);
        response.TrailingHeaders.TryGetValues("x-checksum", out var values).ShouldBeTrue();
        values!.ShouldBe(["42"]);
    }

    [Fact]
    public async Task A_slow_client_slows_the_provider_and_memory_stays_bounded()
    {
        // 128 MB: more than the socket buffers of two hops can swallow, which grow to tens of megabytes.
        const int pieces = 2000;
        var piece = new byte[64 * 1024];
        var sent = 0;
        await using var upstream = await RawUpstream.StartAsync(async context =>
        {
            context.Response.ContentType = "application/octet-stream";
            for (var i = 0; i < pieces; i++)
            {
                await context.Response.Body.WriteAsync(piece);
                Interlocked.Increment(ref sent);
            }
        });
        await using var server = await TestServer.StartAsync(upstream.Url, "Capture:MaxBodyBytes=100000");
        using var response = await server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/other/big"), HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();
        await Reprise.Tests.Eventually.HoldsAsync("the provider is held back", async () =>
        {
            var before = Volatile.Read(ref sent);
            await Task.Delay(200);
            return before == Volatile.Read(ref sent);
        });
        Volatile.Read(ref sent).ShouldBeLessThan(pieces);
        var total = 0L;
        int count;
        while ((count = await stream.ReadAsync(piece)) > 0) total += count;

        total.ShouldBe((long)pieces * piece.Length);
        var recorded = await server.RecordedAsync(response);
        recorded.Response!.Bytes.Length.ShouldBe(100_000);
        recorded.Interaction.RecordError!.ShouldContain("longer than 100000 bytes");
    }

    [Fact]
    public async Task A_request_over_the_recording_limit_is_passed_on_whole()
    {
        long received = 0;
        await using var upstream = await RawUpstream.StartAsync(async context =>
        {
            received = (await ReadAllAsync(context.Request)).LongLength;
            await AnswerAsync(context, Answer);
        });
        await using var server = await TestServer.StartAsync(upstream.Url, "Capture:MaxBodyBytes=100000");
        var body = new byte[3_000_000];
        Array.Fill(body, (byte)'x');

        using var response = await server.Http.PostAsync("/openai/v1/chat/completions", new ByteArrayContent(body));

        received.ShouldBe(3_000_000);
        (await response.Content.ReadAsStringAsync()).ShouldBe(Answer);
        var recorded = await server.RecordedAsync(response);
        recorded.Request!.Bytes.Length.ShouldBe(100_000);
        recorded.Interaction.RecordError!.ShouldContain("the request is longer");
    }

    internal static async Task<byte[]> ReadAllAsync(HttpRequest request)
    {
        using var all = new MemoryStream();
        await request.Body.CopyToAsync(all);
        return all.ToArray();
    }

    internal static Task AnswerAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }

    internal static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
