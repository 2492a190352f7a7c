using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using Reprise.Interactions;
using Reprise.Server.Tests.Gateway;
using Reprise.Server.Tests.Hosts;

namespace Reprise.Server.Tests.BadInput;

/// <summary>Requests and answers that no dialect can read, or not wholly: relayed byte for byte, recorded byte for byte, and the record says what was wrong.</summary>
public sealed class BodySpec : IAsyncLifetime
{
    private const string Json = "application/json";
    private const string Sse = "text/event-stream";
    private const string AwsEvents = "application/vnd.amazon.eventstream";
    private const string Answer = """{"id":"x","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"fine"},"finish_reason":"stop"}]}""";
    private const string Chat = """{"model":"gpt-4o","messages":[{"role":"user","content":"hello"}]}""";
    private const string Event = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}\n\n";

    private byte[] _received = [];
    private (byte[] Body, string? Type, string? Encoding) _answer = (Encoding.UTF8.GetBytes(Answer), Json, null);
    private RawUpstream _upstream = null!;
    private Stage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await RawUpstream.StartAsync(async context =>
        {
            _received = await RelaySpec.ReadAllAsync(context.Request);
            context.Response.ContentType = _answer.Type;
            if (_answer.Encoding is not null) context.Response.Headers.ContentEncoding = _answer.Encoding;
            await context.Response.Body.WriteAsync(_answer.Body);
        });
        _stage = await Stage.StartAsync(_upstream.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    public static TheoryData<string, byte[], string?> BadRequests() => new()
    {
        { "no JSON", Stage.Utf8("this is no JSON"), "request" },
        { "JSON that breaks off", Stage.Utf8("{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"con"), "request" },
        { "JSON with something behind it", Stage.Utf8(Chat + "}}}"), null },
        { "a list for an object", Stage.Utf8("[1,2,3]"), "request" },
        { "a number for an object", Stage.Utf8("42"), "request" },
        { "null", Stage.Utf8("null"), "request" },
        { "wrong types everywhere", Stage.Utf8("{\"model\":{\"a\":1},\"messages\":\"hello\",\"stream\":\"yes\",\"tools\":7,\"temperature\":[],\"max_tokens\":{}}"), null },
        { "messages of wrong types", Stage.Utf8("{\"model\":7,\"messages\":[null,1,\"x\",[],{\"role\":5,\"content\":6},{\"role\":\"user\",\"content\":[1,null,{\"type\":9}]}]}"), null },
        { "numbers beyond all numbers", Stage.Utf8("{\"model\":\"m\",\"max_tokens\":1e99999,\"seed\":99999999999999999999999999,\"messages\":[]}"), null },
        { "the same names twice", Stage.Utf8("{\"model\":\"a\",\"model\":\"b\",\"messages\":[],\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"), null },
        { "unknown fields", Stage.Utf8("{\"model\":\"m\",\"messages\":[],\"\":0,\"not_a_field\":{\"deep\":[true]},\"\\u0000\":1}"), null },
        { "broken UTF-8", [.. Stage.Utf8("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a"), 0xFF, 0xC3, 0x28, 0xED, 0xA0, 0x80, .. Stage.Utf8("\"}]}")], null },
        { "half a surrogate pair", Stage.Utf8("{\"model\":\"\\ud83d\",\"user\":\"\\udc00\",\"messages\":[{\"role\":\"user\",\"content\":\"half \\ud83d pair\"}]}"), null },
        { "zero characters", Stage.Utf8("{\"model\":\"a\\u0000b\",\"user\":\"\\u0000\",\"messages\":[{\"role\":\"user\",\"content\":\"zero \\u0000 inside\"}]}"), null },
        { "UTF-16", Encoding.Unicode.GetBytes(Chat), "request" },
        { "a byte order mark", [0xEF, 0xBB, 0xBF, .. Stage.Utf8(Chat)], null },
        { "random bytes", RandomBytes(10_000), "request" },
        { "100,000 lists", Stage.Utf8("{\"model\":\"m\",\"messages\":" + new string('[', 100_000) + new string(']', 100_000) + "}"), null },
        { "100,000 objects", Stage.Utf8("{\"model\":\"m\",\"messages\":" + string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1" + new string('}', 100_001)), null },
        { "100,000 lists that never close", Stage.Utf8("{\"model\":\"m\",\"messages\":" + new string('[', 100_000)), "request" },
        { "a million messages", Stage.Utf8("{\"model\":\"m\",\"messages\":[" + string.Join(',', Enumerable.Repeat("{}", 1_000_000)) + "]}"), null },
        { "a very long model", Stage.Utf8("{\"model\":\"" + new string('m', 1_000_000) + "\",\"messages\":[]}"), null },
        { "a very long user", Stage.Utf8("{\"model\":\"m\",\"user\":\"" + new string('u', 1_000_000) + "\",\"messages\":[]}"), null },
    };

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task A_bad_request_reaches_the_provider_as_it_is_and_is_on_record(string what, byte[] body, string? error)
    {
        using var response = await _stage.PostAsync(Stage.ChatPath, body);

        _received.AsSpan().SequenceEqual(body).ShouldBeTrue(what);
        (await response.Content.ReadAsStringAsync()).ShouldBe(Answer, what);
        var recorded = await _stage.OpenedAsync(response);
        recorded.Request!.Bytes.Span.SequenceEqual(body).ShouldBeTrue(what);
        recorded.Interaction.ContentPreview.ShouldBe("fine", what);
        if (error is not null) recorded.Interaction.RecordError!.ShouldContain(error, customMessage: what);
    }

    public static TheoryData<string, string, byte[], string?, string?> BadAnswers() => new()
    {
        { Stage.ChatPath, "no JSON", Stage.Utf8("<html>sorry</html>"), Json, "answer" },
        { Stage.ChatPath, "JSON that breaks off", Stage.Utf8(Answer[..^20]), Json, "answer" },
        { Stage.ChatPath, "JSON called a page", Stage.Utf8(Answer), "text/html; charset=utf-8", null },
        { Stage.ChatPath, "a page called JSON", Stage.Utf8("<!doctype html><script>alert(1)</script>"), Json, "answer" },
        { Stage.ChatPath, "JSON called a stream", Stage.Utf8(Answer), Sse, null },
        { Stage.ChatPath, "a stream called JSON", Stage.Utf8(Event + "data: [DONE]\n\n"), Json, null },
        { Stage.ChatPath, "no content type", Stage.Utf8(Answer), null, null },
        { Stage.ChatPath, "nothing", [], Json, "the answer is empty" },
        { Stage.ChatPath, "an empty stream", [], Sse, "the answer is empty" },
        { Stage.ChatPath, "a stream that ends early", Stage.Utf8(Event), Sse, "without its last event" },
        { Stage.ChatPath, "a stream that ends within an event", Stage.Utf8(Event + "data: {\"choices\":[{\"ind"), Sse, "without its last event" },
        { Stage.ChatPath, "events that are no JSON", Stage.Utf8(Event + "data: nonsense\n\ndata: {]\n\ndata: [DONE]\n\n"), Sse, "answer" },
        { Stage.ChatPath, "fields that are no fields", Stage.Utf8("nonsense\n:comment\nfoo: bar\n\n\n\n" + Event + "data: [DONE]\n\n"), Sse, null },
        { Stage.ChatPath, "a stream in carriage returns", Stage.Utf8((Event + "data: [DONE]\n\n").Replace('\n', '\r')), Sse, null },
        { Stage.ChatPath, "an event of ten megabytes", Stage.Utf8("data: " + new string('x', 10_000_000)), Sse, "without its last event" },
        { Stage.ChatPath, "a million empty events", Stage.Utf8(string.Concat(Enumerable.Repeat("data:\n\n", 1_000_000))), Sse, "without its last event" },
        { Stage.ChatPath, "broken UTF-8 in a stream", [.. Stage.Utf8("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a"), 0xFF, 0xC3, .. Stage.Utf8("\"}}]}\n\ndata: [DONE]\n\n")], Sse, null },
        { Stage.ChatPath, "100,000 lists", Stage.Utf8("{\"choices\":" + new string('[', 100_000)), Json, "answer" },
        { Stage.ChatPath, "an error deep inside", Stage.Utf8("{\"error\":" + string.Concat(Enumerable.Repeat("{\"error\":", 100_000))), Json, "answer" },
        { Stage.ChatPath, "usage of wrong types", Stage.Utf8("{\"choices\":[],\"usage\":{\"prompt_tokens\":\"many\",\"completion_tokens\":-5,\"total_tokens\":1e300}}"), Json, null },
        { Stage.ChatPath, "usage beyond all numbers", Stage.Utf8("{\"choices\":[],\"usage\":{\"prompt_tokens\":9223372036854775807,\"completion_tokens\":9223372036854775807,\"total_tokens\":9223372036854775807}}"), Json, null },
        { Stage.ChatPath, "random bytes", RandomBytes(10_000), Json, "answer" },
        { "/ollama/api/chat", "lines that are no JSON", Stage.Utf8("nonsense\n{\"message\":{\"content\":\"hi\"}}\n{]\n"), "application/x-ndjson", "answer" },
        { "/ollama/api/chat", "a line that breaks off", Stage.Utf8("{\"message\":{\"content\":\"hi\"},\"done\":false}\n{\"message\":{\"con"), "application/x-ndjson", "answer" },
        { "/bedrock/model/x/converse-stream", "a frame that claims four gigabytes", [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3], AwsEvents, "event stream" },
        { "/bedrock/model/x/converse-stream", "a frame with wrong sums", [0, 0, 0, 16, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8], AwsEvents, "event stream" },
        { "/bedrock/model/x/converse-stream", "a frame with headers longer than itself", [0, 0, 0, 16, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0], AwsEvents, "event stream" },
        { "/bedrock/model/x/converse-stream", "a frame without length", new byte[1000], AwsEvents, "event stream" },
        { "/bedrock/model/x/converse-stream", "random bytes", RandomBytes(10_000), AwsEvents, "event stream" },
        { "/anthropic/v1/messages", "events of another provider", Stage.Utf8(Event + "data: [DONE]\n\n"), Sse, null },
        { "/gemini/v1beta/models/g:streamGenerateContent?alt=sse", "a list for an object", Stage.Utf8("[[],{},1]"), Json, null },
    };

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public async Task A_bad_answer_reaches_the_client_as_it_is_and_is_on_record(string path, string what, byte[] body, string? contentType, string? error)
    {
        _answer = (body, contentType, null);

        using var response = await _stage.PostAsync(path, Stage.Utf8(Chat));

        (await response.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(body).ShouldBeTrue(what);
        response.Content.Headers.TryGetValues("Content-Type", out var types);
        types?.Single().ShouldBe(contentType, what);
        var recorded = await _stage.OpenedAsync(response);
        (recorded.Response?.Bytes ?? default).Span.SequenceEqual(body).ShouldBeTrue(what);
        if (error is not null) recorded.Interaction.RecordError!.ShouldContain(error, customMessage: what);
    }

    public static TheoryData<string, byte[], string, string> BadEncodings() => new()
    {
        { "no archive", Stage.Utf8(Answer), "gzip", "cannot be read (gzip)" },
        { "an unknown encoding", Stage.Utf8(Answer), "sevenzip", "cannot be read (sevenzip)" },
        { "an archive that breaks off", Gzip(RandomBytes(200_000))[..100_000], "gzip", "breaks off" },
        { "an archive that goes wrong", Spoilt(Gzip(RandomBytes(200_000))), "gzip", "breaks off" },
        { "a small archive of a gigabyte", Gzip(1L << 30), "gzip", "unpacks to more than" },
        { "brotli that is none", RandomBytes(1000), "br", "cannot be read (br)" },
    };

    [Theory]
    [MemberData(nameof(BadEncodings))]
    public async Task A_body_that_cannot_be_unpacked_is_passed_on_packed(string what, byte[] body, string encoding, string error)
    {
        _answer = (body, Json, encoding);

        using var response = await _stage.PostAsync(Stage.ChatPath, Stage.Utf8(Chat));

        (await response.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(body).ShouldBeTrue(what);
        var recorded = await _stage.OpenedAsync(response);
        recorded.Interaction.RecordError!.ShouldContain(error, customMessage: what);
        recorded.Response!.Bytes.Span.SequenceEqual(body).ShouldBeTrue(what);
    }

    [Fact]
    public async Task Fifty_megabytes_each_way_pass_and_come_back_byte_for_byte()
    {
        var body = Stage.Utf8("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + new string('q', 50_000_000) + "\"}]}");
        var answer = Stage.Utf8("{\"choices\":[{\"index\":0,\"message\":{\"content\":\"" + new string('a', 50_000_000) + "\"},\"finish_reason\":\"stop\"}]}");
        _answer = (answer, Json, null);

        using var response = await _stage.PostAsync(Stage.ChatPath, body);

        _received.AsSpan().SequenceEqual(body).ShouldBeTrue();
        (await response.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(answer).ShouldBeTrue();
        var recorded = await _stage.OpenedAsync(response);
        recorded.Interaction.RecordError.ShouldBeNull();
        recorded.Request!.Bytes.Span.SequenceEqual(body).ShouldBeTrue();
        recorded.Response!.Bytes.Span.SequenceEqual(answer).ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_longer_than_the_recording_limit_passes_whole_and_the_record_says_where_it_ends()
    {
        await using var stage = await Stage.StartAsync(_upstream.Url, "Capture:MaxBodyBytes=50000");
        var body = Stage.Utf8(new string('q', 3_000_000));
        _answer = (Stage.Utf8(new string('a', 4_000_000)), Sse, null);

        using var response = await stage.PostAsync(Stage.ChatPath, body);

        _received.AsSpan().SequenceEqual(body).ShouldBeTrue();
        (await response.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(_answer.Body).ShouldBeTrue();
        var recorded = await stage.OpenedAsync(response);
        recorded.Request!.Bytes.Span.SequenceEqual(body.AsSpan(0, 50_000)).ShouldBeTrue();
        recorded.Response!.Bytes.Span.SequenceEqual(_answer.Body.AsSpan(0, 50_000)).ShouldBeTrue();
        recorded.Interaction.RecordError!.ShouldContain("the request is longer than 50000 bytes");
        recorded.Interaction.RecordError!.ShouldContain("the answer is longer than 50000 bytes");
    }

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(4711).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Spoilt(byte[] bytes)
    {
        bytes.AsSpan(bytes.Length / 2, 2000).Clear();
        return bytes;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] Gzip(long zeros)
    {
        var piece = new byte[1 << 20];
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            for (; zeros > 0; zeros -= piece.Length) gzip.Write(piece);
        }

        return packed.ToArray();
    }
}
