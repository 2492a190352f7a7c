using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Reprise.Interactions;
using Reprise.Server.Tests.Gateway;
using Reprise.Server.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.Server.Tests.BadInput;

/// <summary>What a client writes to the socket that is not quite HTTP. A refused request goes nowhere; a request that goes on goes on as one request.</summary>
public sealed class ClientWireSpec : IAsyncLifetime
{
    private const string Post = "POST " + Stage.ChatPath + " HTTP/1.1\r\n";
    private const string Host = "Host: 127.0.0.1\r\n";
    private const string Close = "Connection: close\r\n";

    private readonly ConcurrentQueue<Received> _received = new();
    private RawUpstream _upstream = null!;
    private Stage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await RawUpstream.StartAsync(async context =>
        {
            var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            _received.Enqueue(new Received(context.Request.Method, target, headers, Encoding.Latin1.GetString(await RelaySpec.ReadAllAsync(context.Request))));
            await RelaySpec.AnswerAsync(context, "{\"ok\":true}");
        });
        _stage = await Stage.StartAsync(_upstream.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    public static TheoryData<string, string, int> Refused() => new()
    {
        { "a chunk size that is no number", Post + Host + "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n", 400 },
        { "a chunk size beyond all numbers", Post + Host + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nhello", 400 },
        { "a negative chunk size", Post + Host + "Transfer-Encoding: chunked\r\n\r\n-1\r\nhello\r\n0\r\n\r\n", 400 },
        { "a chunk longer than its size", Post + Host + "Transfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n", 400 },
        { "a chunked body with a trailer that is none", Post + Host + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nno colon here\r\n\r\n", 400 },
        { "a content length that is no number", Post + Host + "Content-Length: ten\r\n\r\n0123456789", 400 },
        { "a negative content length", Post + Host + "Content-Length: -1\r\n\r\n", 400 },
        { "two content lengths", Post + Host + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", 400 },
        { "a list of content lengths", Post + Host + "Content-Length: 5, 5\r\n\r\nhello", 400 },
        { "a transfer encoding that is none", Post + Host + "Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 400 },
        { "chunked that is not the last transfer encoding", Post + Host + "Transfer-Encoding: chunked, identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 400 },
        { "a space before the colon", Post + Host + "Transfer-Encoding : chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 400 },
        { "a folded header", Post + Host + "X-Folded: one\r\n two\r\nContent-Length: 0\r\n\r\n", 400 },
        { "a header without a colon", Post + Host + "nonsense\r\n\r\n", 400 },
        { "a header without a name", Post + Host + ": value\r\n\r\n", 400 },
        { "a zero byte in a header", Post + Host + "X-Zero: a\0b\r\n\r\n", 400 },
        { "a lone carriage return in a header", Post + Host + "X-Return: a\rInjected: b\r\n\r\n", 400 },
        { "a header of a megabyte", Post + Host + "X-Long: " + new string('x', 1 << 20) + "\r\n\r\n", 431 },
        { "ten thousand headers", Post + Host + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"X-{i.ToString(CultureInfo.InvariantCulture)}: v\r\n")) + "\r\n", 431 },
        { "a target of a megabyte", "POST /openai/" + new string('x', 1 << 20) + " HTTP/1.1\r\n" + Host + "\r\n", 414 },
        { "a target with raw UTF-8", "POST /openai/\u00C3\u00A9 HTTP/1.1\r\n" + Host + "\r\n", 400 },
        { "a target with a zero byte", "POST /openai/\0 HTTP/1.1\r\n" + Host + "\r\n", 400 },
        { "no host", Post + "Content-Length: 0\r\n\r\n", 400 },
        { "two hosts", Post + Host + Host + "Content-Length: 0\r\n\r\n", 400 },
        { "a foreign host", Post + "Host: example.com\r\n" + Close + "Content-Length: 0\r\n\r\n", 421 },
        { "an absolute target of a foreign host", "POST http://example.com" + Stage.ChatPath + " HTTP/1.1\r\nHost: example.com\r\n" + Close + "Content-Length: 0\r\n\r\n", 421 },
        { "an absolute target that is not the host", "POST http://example.com" + Stage.ChatPath + " HTTP/1.1\r\n" + Host + Close + "Content-Length: 0\r\n\r\n", 400 },
        { "a tunnel", "CONNECT 127.0.0.1:80 HTTP/1.1\r\n" + Host + Close + "\r\n", 400 },
        { "a version of the future", "GET /openai/v1/models HTTP/9.9\r\n" + Host + "\r\n", 505 },
        { "words", "hello, is this the model?\r\n\r\n", 400 },
        { "a handshake for encryption", "\u0016\u0003\u0001\u0000\u00A5\u0001\u0000\u0000\u00A1\u0003\u0003 random\r\n\r\n", 400 },
        { "a path that names a user before another host", "GET /openai@127.0.0.1:1/v1/models HTTP/1.1\r\n" + Host + Close + "\r\n", 404 },
        { "a path that names another port", "GET /openai:1/v1/models HTTP/1.1\r\n" + Host + Close + "\r\n", 404 },
        { "a path that goes on behind the provider's name", "GET /openai%2Fv1/models HTTP/1.1\r\n" + Host + Close + "\r\n", 404 },
        { "a path with backslashes", "GET /openai\\v1\\models HTTP/1.1\r\n" + Host + Close + "\r\n", 404 },
        { "a path that climbs", "GET /openai/v1/../../secret HTTP/1.1\r\n" + Host + Close + "\r\n", 400 },
        { "a path that climbs in code", "GET /openai/%2E%2e/secret HTTP/1.1\r\n" + Host + Close + "\r\n", 400 },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Is_refused_and_reaches_nobody(string what, string request, int status)
    {
        var answer = await _stage.BesideNeighboursAsync(() => RawClient.ExchangeAsync(_stage.Port, request));

        answer.ShouldStartWith($"HTTP/1.1 {status} ", customMessage: what);
        _received.ShouldBeEmpty(what);
        _stage.Server.Counters.Received.ShouldBe(2, "only the neighbours are interactions");
    }

    [Theory]
    [InlineData(Stage.ChatPath, "error.message")]
    [InlineData("/anthropic/v1/messages", "error.message")]
    [InlineData("/gemini/v1beta/models/g:generateContent", "error.message")]
    [InlineData("/ollama/api/chat", "error")]
    [InlineData("/bedrock/model/x/converse", "message")]
    public async Task A_broken_body_is_refused_in_the_shape_of_the_provider(string path, string messageAt)
    {
        var answer = await _stage.BesideNeighboursAsync(() => RawClient.ExchangeAsync(_stage.Port, $"POST {path} HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"));

        answer.ShouldStartWith("HTTP/1.1 400 ");
        Stage.ErrorMessageOf(answer[answer.IndexOf("\r\n\r\n{", StringComparison.Ordinal)..], messageAt).ShouldContain("chunk");
    }

    public static TheoryData<string, string> Smuggled() => new()
    {
        { "both framings", Post + Host + Close + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\nGET /openai/stolen HTTP/1.1\r\n" + Host + "\r\n" },
        { "both framings, the other way round", Post + Host + Close + "Transfer-Encoding: chunked\r\nContent-Length: 99\r\n\r\n2\r\n{}\r\n0\r\n\r\n" },
        { "a request inside the body", Post + Host + Close + "Content-Length: 2\r\n\r\n{}GET /openai/stolen HTTP/1.1\r\n" + Host + "\r\n" },
    };

    [Theory]
    [MemberData(nameof(Smuggled))]
    public async Task Nothing_is_smuggled_in_by(string what, string request)
    {
        var answer = await _stage.BesideNeighboursAsync(() => RawClient.ExchangeAsync(_stage.Port, request));

        answer.ShouldStartWith("HTTP/1.1 200 ", customMessage: what);
        var received = _received.ShouldHaveSingleItem();
        received.Body.ShouldBe("{}");
        received.Headers["Content-Length"].ShouldBe("2");
        received.Headers.ShouldNotContainKey("Transfer-Encoding");
    }

    [Fact]
    public async Task An_absolute_target_is_taken_by_its_path()
    {
        var answer = await _stage.BesideNeighboursAsync(() => RawClient.ExchangeAsync(_stage.Port, "POST http://127.0.0.1" + Stage.ChatPath + "?a=1 HTTP/1.1\r\n" + Host + Close + "Content-Length: 2\r\n\r\n{}"));

        answer.ShouldStartWith("HTTP/1.1 200 ");
        _received.ShouldHaveSingleItem().Target.ShouldBe("/v1/chat/completions?a=1");
    }

    [Fact]
    public async Task Headers_that_the_connection_header_names_end_here()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Stage.ChatPath) { Content = RelaySpec.Json("{}") };
        request.Headers.TryAddWithoutValidation("Connection", "X-Hop");
        request.Headers.TryAddWithoutValidation("X-Hop", "secret");
        request.Headers.TryAddWithoutValidation("X-Through", "kept");
        using var response = await _stage.Server.Http.SendAsync(request);

        var received = _received.ShouldHaveSingleItem();
        received.Headers.ShouldNotContainKey("X-Hop");
        received.Headers["X-Through"].ShouldBe("kept");
    }

    [Fact]
    public async Task Pipelined_requests_are_answered_in_order_and_recorded_one_by_one()
    {
        var requests = string.Concat(Enumerable.Range(0, 20).Select(i => Post + Host + (i == 19 ? Close : "") + $"Content-Length: 7\r\n\r\n{{\"n\":{i:D2}"));

        var answer = await _stage.BesideNeighboursAsync(() => RawClient.ExchangeAsync(_stage.Port, requests));

        answer.Split("HTTP/1.1 200 ").Length.ShouldBe(21);
        _received.Select(r => r.Body).ShouldBe(Enumerable.Range(0, 20).Select(i => $"{{\"n\":{i:D2}"));
        await Eventually.HoldsAsync("all are stored", () => _stage.Server.Counters.Stored == 22);
    }

    [Fact]
    public async Task A_body_that_comes_one_byte_at_a_time_arrives_whole()
    {
        await _stage.BesideNeighboursAsync(async () =>
        {
            using var client = await RawClient.ConnectAsync(_stage.Port);
            await client.SendAsync(Post + Host + Close + "Transfer-Encoding: chunked\r\n\r\n");
            foreach (var c in "{\"slow\":1}") await client.SendAsync($"1\r\n{c}\r\n");
            await client.SendAsync("0\r\n\r\n");
            (await client.ReadToEndAsync()).ShouldStartWith("HTTP/1.1 200 ");
        });

        _received.ShouldHaveSingleItem().Body.ShouldBe("{\"slow\":1}");
    }

    [Fact]
    public async Task A_body_that_stops_coming_is_refused_in_the_end_and_holds_up_nobody()
    {
        await _stage.BesideNeighboursAsync(async () =>
        {
            using var client = await RawClient.ConnectAsync(_stage.Port);
            await client.SendAsync(Post + Host + "Content-Length: 60000000\r\n\r\n{\"a\":");
            var answer = await client.ReadToEndAsync();
            answer.ShouldStartWith("HTTP/1.1 408 ");
            Stage.ErrorMessageOf(answer[answer.IndexOf("\r\n\r\n{", StringComparison.Ordinal)..]).ShouldContain("too slowly");
        });

        _received.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Content-Length: 1000\r\n\r\n{\"half\":")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n8\r\n{\"half\":\r\n")]
    public async Task A_body_shorter_than_announced_goes_nowhere(string rest)
    {
        await _stage.BesideNeighboursAsync(async () =>
        {
            using var client = await RawClient.ConnectAsync(_stage.Port);
            await client.SendAsync(Post + Host + rest);
            client.HalfClose();
            await client.ReadToEndAsync();
        });

        _received.ShouldBeEmpty();
    }

    /// <summary>The web server takes a closed side for a client that is gone; when that comes at once, the request may never have been taken.</summary>
    [Fact]
    public async Task A_client_that_has_said_all_and_closed_its_side_is_on_record_if_the_provider_was_asked()
    {
        await _stage.BesideNeighboursAsync(async () =>
        {
            using var client = await RawClient.ConnectAsync(_stage.Port);
            await client.SendAsync(Post + Host + Close + "Content-Length: 2\r\n\r\n{}");
            client.HalfClose();
            await client.ReadToEndAsync();
        });

        await Eventually.HoldsAsync("what the provider was asked is stored", () => _received.IsEmpty || _stage.Server.Counters.Stored == 3);
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("QUERY")]
    [InlineData("M-SEARCH!#$%&'*+.^_`|~")]
    [InlineData("TRACE")]
    [InlineData("OPTIONS")]
    public async Task Any_method_goes_on_as_it_is(string method)
    {
        var answer = await _stage.BesideNeighboursAsync(() => RawClient.ExchangeAsync(_stage.Port, $"{method} /openai/v1/x HTTP/1.1\r\n" + Host + Close + "\r\n"));

        answer.ShouldStartWith("HTTP/1.1 200 ");
        _received.ShouldHaveSingleItem().Method.ShouldBe(method);
        var id = answer[(answer.IndexOf("Reprise-Id: ", StringComparison.Ordinal) + 12)..][..36];
        (await _stage.OpenedAsync(await _stage.Server.RecordedAsync(InteractionId.Parse(id)))).Interaction.Operation.ShouldBe($"{method} /v1/x");
    }

    private sealed record Received(string Method, string Target, Dictionary<string, string> Headers, string Body);
}
