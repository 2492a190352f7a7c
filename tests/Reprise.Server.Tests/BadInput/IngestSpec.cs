using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Reprise.Interactions;

namespace Reprise.Server.Tests.BadInput;

/// <summary>Records that others send and that are wrong: each is refused by itself with a reason, and its neighbours are stored.</summary>
public sealed class IngestSpec : IAsyncLifetime
{
    private const string Path = "/api/interactions";
    private const string NdJson = "application/x-ndjson";

    private Stage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await Stage.StartAsync("http://127.0.0.1:9", "Ingest:MaxUnpackedBytes=100000000");

    public async ValueTask DisposeAsync() => await _stage.DisposeAsync();

    /// <summary>A bad line, and the words of its refusal; null where it is stored.</summary>
    public static TheoryData<string, byte[], string?> Lines() => new()
    {
        { "no JSON", Stage.Utf8("nonsense"), "not valid JSON" },
        { "JSON that breaks off", Stage.Utf8("{\"interaction_id\":\"x\",\"name\":"), "not valid JSON" },
        { "a list", Stage.Utf8("[{}]"), "found a list" },
        { "null", Stage.Utf8("null"), "A record is a JSON object" },
        { "broken UTF-8", [.. "{\"name\":\""u8, 0xFF, 0xC3, .. "\"}"u8], "UTF-8" },
        { "100,000 levels", Stage.Utf8("{\"metadata\":" + string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1" + new string('}', 100_001)), "nested deeper than 64" },
        { "100,000 levels that never close", Stage.Utf8("{\"metadata\":" + new string('[', 100_000)), "nested deeper than 64" },
        { "wrong types", Stage.Utf8("{\"interaction_id\":\"x\",\"metrics\":[],\"tags\":{},\"user_id\":{}}"), "must be" },
        { "numbers beyond all numbers", Stage.Utf8("{\"interaction_id\":\"x\",\"metrics\":{\"latency_ms\":1e999,\"total_cost_usd\":1e999}}"), "latency_ms" },
        { "an overlong id", Stage.Utf8("{\"interaction_id\":\"" + new string('i', 10_000) + "\"}"), "interaction_id" },
        { "a status that is none", Stage.Utf8("{\"status\":\"maybe\"}"), "status must be one of" },
        { "unknown fields", Stage.Utf8("{\"name\":\"x\",\"of_the_future\":{\"a\":[1,2,{\"b\":null}]},\"\":1,\"\\u0000\":2}"), null },
        { "half a surrogate pair", Stage.Utf8("{\"name\":\"\\ud83d\",\"request\":{\"prompt\":\"\\udc00 half\"},\"\\ud83d\":1}"), null },
        { "zero characters", Stage.Utf8("{\"name\":\"a\\u0000b\",\"session_id\":\"\\u0000\",\"request\":{\"prompt\":\"zero \\u0000 inside\"},\"tags\":[\"\\u0000\"]}"), null },
        { "a time before all computers", Stage.Utf8("{\"name\":\"x\",\"timestamp\":\"0001-01-01T00:00:00Z\"}"), null },
        { "a time at the end of all calendars", Stage.Utf8("{\"name\":\"x\",\"timestamp\":\"9999-12-31T23:59:59.9999999Z\"}"), null },
        { "a time of tomorrow", Stage.Utf8("{\"name\":\"x\",\"timestamp\":\"2199-01-01T00:00:00Z\"}"), null },
        { "bodies that are no base64", Stage.Utf8("{\"bodies\":{\"request\":{\"base64\":\"###\"}}}"), "base64" },
        { "a body with hostile content type", Stage.Utf8("{\"bodies\":{\"request\":{\"text\":\"x\",\"content_type\":\"text/html\\r\\nSet-Cookie: a=1\",\"content_encoding\":\"gzip\\r\\nX: y\"}}}"), null },
        { "a body with a content type beyond Latin-1", Stage.Utf8("{\"bodies\":{\"response\":{\"text\":\"x\",\"content_type\":\"text/plain; name=\\\"\\u6f22\\\"\"}}}"), null },
        { "a megabyte of name", Stage.Utf8("{\"name\":\"" + new string('n', 1_000_000) + "\"}"), "name" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task A_bad_line_costs_no_neighbour(string what, byte[] line, string? error)
    {
        byte[] body = [.. "{\"interaction_id\":\"before\",\"name\":\"good\"}\n"u8, .. line, .. "\n{\"interaction_id\":\"after\",\"name\":\"good\"}"u8];

        using var response = await _stage.PostAsync(Path, body, NdJson);

        response.StatusCode.ShouldBe(HttpStatusCode.OK, what);
        using var result = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        result.RootElement.GetProperty("stored").GetInt32().ShouldBe(error is null ? 3 : 2, $"{what}: {result.RootElement}");
        var errors = result.RootElement.GetProperty("errors");
        if (error is not null)
        {
            errors.GetArrayLength().ShouldBe(1);
            errors[0].GetProperty("line").GetInt32().ShouldBe(2);
            errors[0].GetProperty("message").GetString()!.ShouldContain(error, customMessage: what);
        }

        foreach (var id in result.RootElement.GetProperty("interaction_ids").EnumerateArray())
            await _stage.OpenedAsync(await _stage.Server.RecordedAsync(InteractionId.Parse(id.GetString()!)));
    }

    public static TheoryData<string, byte[], string, string?, int> Bodies() => new()
    {
        { "nothing", [], NdJson, null, 400 },
        { "random bytes as lines", Random(), NdJson, null, 400 },
        { "random bytes as JSON", Random(), "application/json", null, 400 },
        { "UTF-16", Encoding.Unicode.GetBytes("{\"name\":\"x\"}"), "application/json", null, 400 },
        { "a list nested 100,000 deep", Stage.Utf8(new string('[', 100_000) + new string(']', 100_000)), "application/json", null, 400 },
        { "no archive", Stage.Utf8("{\"name\":\"x\"}"), NdJson, "gzip", 400 },
        { "an archive that breaks off", Packed(Random())[..500], NdJson, "gzip", 400 },
        { "a small archive of 200 megabytes", Packed(200L << 20), NdJson, "gzip", 413 },
        { "a small archive of 200 megabytes of JSON", Packed(200L << 20), "application/json", "gzip", 413 },
        { "an archive in an archive", Packed(Packed(Stage.Utf8("{\"name\":\"x\"}"))), NdJson, "gzip, gzip", 415 },
        { "a content type that is none", Stage.Utf8("{}"), "\u0001;;", null, 415 },
        { "a page", Stage.Utf8("<html>"), "text/html", null, 415 },
        { "more than fifty megabytes", new byte[53_000_000], "application/json", null, 413 },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_without_a_readable_record_is_a_problem(string what, byte[] body, string contentType, string? encoding, int status)
    {
        var sent = await _stage.BesideNeighboursAsync(async () =>
        {
            using var content = new ByteArrayContent(body);
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            if (encoding is not null) content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
            using var response = await _stage.Server.Http.PostAsync(Path, content);
            return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync());
        });

        sent.Item1.ShouldBe(status, $"{what}: {sent.Item3}");
        sent.MediaType.ShouldBe("application/problem+json", what);
        JsonDocument.Parse(sent.Item3).RootElement.GetProperty("title").GetString().ShouldNotBeNullOrEmpty(what);
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n-1\r\n")]
    public async Task Broken_framing_is_a_problem(string rest)
    {
        var answer = await _stage.BesideNeighboursAsync(() => RawClient.ExchangeAsync(_stage.Port, $"POST {Path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{rest}"));

        answer.ShouldStartWith("HTTP/1.1 400 ");
        answer.ShouldContain("application/problem+json");
    }

    [Fact]
    public async Task The_same_id_from_many_senders_at_once_is_stored_once()
    {
        var lines = Stage.Utf8(string.Join('\n', Enumerable.Range(0, 200).Select(i => $$"""{"interaction_id":"same-{{(i % 20).ToString(CultureInfo.InvariantCulture)}}","name":"x{{i}}"}""")));

        var stored = await _stage.BesideNeighboursAsync(async () => await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var content = new ByteArrayContent(lines);
            content.Headers.TryAddWithoutValidation("Content-Type", NdJson);
            using var response = await _stage.Server.Http.PostAsync(Path, content);
            using var result = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            return result.RootElement.GetProperty("stored").GetInt32();
        })));

        stored.Sum().ShouldBe(20);
    }

    [Theory]
    [InlineData("q=%FF%FE")]
    [InlineData("q=%00")]
    [InlineData("q=%22")]
    [InlineData("q=((((((((((")]
    [InlineData("q=model:")]
    [InlineData("q=\"*\" AND NEAR(a b)")]
    [InlineData("q='; DROP TABLE interactions; --")]
    [InlineData("limit=-1")]
    [InlineData("limit=99999999999999999999")]
    [InlineData("limit=ten")]
    [InlineData("cursor=nonsense")]
    [InlineData("cursor=AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("from=yesterdayish")]
    [InlineData("from=9999-12-31T23:59:59Z&to=0001-01-01")]
    [InlineData("order=sideways")]
    [InlineData("project=../other")]
    [InlineData("project=%00")]
    public async Task A_senseless_question_has_an_answer_or_a_problem(string query)
    {
        foreach (var list in new[] { Path, "/api/sessions", "/api/aggregates" })
        {
            using var response = await _stage.BesideNeighboursAsync(() => _stage.Server.Http.GetAsync($"{list}?{query}"));
            ((int)response.StatusCode).ShouldBeOneOf(200, 400);
            response.Content.Headers.ContentType!.MediaType.ShouldBe(response.IsSuccessStatusCode ? "application/json" : "application/problem+json", $"{list}?{query}");
        }
    }

    [Theory]
    [InlineData("/api/interactions/%FF")]
    [InlineData("/api/interactions/..%2f..%2fetc")]
    [InlineData("/api/interactions/00000000-0000-0000-0000-000000000000")]
    [InlineData("/api/interactions/ffffffff-ffff-ffff-ffff-ffffffffffff")]
    [InlineData("/api/interactions/00000000-0000-0000-0000-000000000000/request")]
    [InlineData("/api/nothing")]
    public async Task A_name_of_nothing_is_a_problem(string path)
    {
        using var response = await _stage.BesideNeighboursAsync(() => _stage.Server.Http.GetAsync(path));

        ((int)response.StatusCode).ShouldBeOneOf(400, 404);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    private static byte[] Random()
    {
        var bytes = new byte[10_000];
        new Random(4711).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] Packed(long spaces)
    {
        var piece = new byte[1 << 20];
        Array.Fill(piece, (byte)' ');
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            for (; spaces > 0; spaces -= piece.Length) gzip.Write(piece);
        }

        return packed.ToArray();
    }
}
