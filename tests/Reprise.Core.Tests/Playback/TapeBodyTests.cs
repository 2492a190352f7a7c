using System.Text;
using System.Text.Json;
using Reprise.Interactions;
using Reprise.Playback;

namespace Reprise.Core.Tests.Playback;

/// <summary>Whatever a body is, its bytes come back, and where it can be it is readable.</summary>
public sealed class TapeBodyTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[true,null,"x"],"c":{}}""", "json", null)]
    [InlineData("""{"a": 1, "b": [true, null, "x, y: z"], "c": {}}""", "json", "spaced")]
    [InlineData("{\n  \"a\": 1,\n  \"b\": [\n    true,\n    \"q\\\"{[\"\n  ],\n  \"c\": {},\n  \"d\": []\n}\n", "json", "indent 2")]
    [InlineData("{\n    \"a\": [\n        1.50e3\n    ]\n}", "json", "indent 4")]
    [InlineData("""{"a":1, "b":2}""", "text", null)]
    [InlineData("{\"a\":\n1}", "lines", null)]
    [InlineData("""{"half":"\ud800","n":1E400}""", "json", null)]
    [InlineData("data: {\"a\":1}\r\n\r\ndata: [DONE]\n\n", "lines", null)]
    [InlineData("{\"a\":1}\n{\"b\":2}\n", "lines", null)]
    [InlineData("plain\0text ü 漢 😀", "text", null)]
    [InlineData("\uFEFF{\"a\":1}", "text", null)]
    [InlineData("{\"a\":\"\u202Etxt\"}", "text", null)]
    [InlineData(" {\"a\":1}", "text", null)]
    [InlineData("\"a\"", "text", null)]
    [InlineData("", null, null)]
    public async Task A_body_stands_in_the_most_readable_form_that_gives_its_bytes_back(string body, string? form, string? layout)
    {
        var (tape, text) = await TapeSamples.ThroughFileAsync(TapeSamples.Entry(body, "ok"));
        TapeSamples.Text(tape.Entries[0].Request.Body).ShouldBe(body);
        using var line = JsonDocument.Parse(text.Split('\n')[1]);
        var request = line.RootElement.GetProperty("request");
        new[] { "json", "lines", "text", "base64" }.Where(name => request.TryGetProperty(name, out _)).ShouldBe(form is null ? [] : [form]);
        (request.TryGetProperty("layout", out var named) ? named.GetString() : null).ShouldBe(layout);
    }

    [Fact]
    public async Task Text_that_a_screen_would_act_on_stands_escaped_on_the_tape()
    {
        var (_, text) = await TapeSamples.ThroughFileAsync(TapeSamples.Entry("""{"a":"‮"}""", "\u001b]0;x\u0007 <b>'it'</b>"));
        text.ShouldNotContain("\u202E");
        text.ShouldNotContain("\u001b");
        text.ShouldContain("<b>'it'</b>");
    }

    [Fact]
    public async Task Any_bytes_come_back_as_they_were()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        string[] pieces = ["{", "}", "[", "]", ",", ":", " ", "\n", "  ", "\"a\"", "\"\\\"\"", "1", "-0.5e+3", "true", "null", "\r", "\t", "é", "\u2028", "\\", "\"", "{}", "[]", "{\"a\": 1}", "data: x\n\n"];
        var entries = new List<TapeEntry>();
        for (var i = 0; i < 3000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => pieces[random.Next(pieces.Length)])));
            if (random.Next(10) == 0) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var request = TapeSamples.Asks("") with { Body = bytes };
            entries.Add(new TapeEntry { Key = TapeKey.Of(request), Request = request, Answer = new TapeAnswer { Status = 200, Body = bytes } });
        }

        var (tape, _) = await TapeSamples.ThroughFileAsync([.. entries]);
        for (var i = 0; i < entries.Count; i++)
        {
            tape.Entries[i].Request.Body.Span.SequenceEqual(entries[i].Request.Body.Span).ShouldBeTrue($"seed {seed}: {Convert.ToBase64String(entries[i].Request.Body.Span)}");
            tape.Entries[i].Answer.Body.Span.SequenceEqual(entries[i].Answer.Body.Span).ShouldBeTrue($"seed {seed}");
        }
    }

    [Fact]
    public async Task Everything_else_of_an_entry_comes_back_too()
    {
        var request = TapeSamples.Asks("{}", query: "?a=1&key=secret") with { Method = "PUT", Provider = "gemini", ContentType = "text/x; a=\"b\"" };
        var entry = new TapeEntry
        {
            Key = TapeKey.Of(request),
            Lane = "lane one",
            Interaction = "0198",
            Request = request,
            Answer = new TapeAnswer
            {
                Status = 429,
                ContentType = "text/event-stream",
                Encoding = "gzip",
                Decoded = "br",
                Headers = [new("retry-after", "3"), new("x-request-id", "é")],
                Body = "abcdef"u8.ToArray(),
                Chunks = [new BodyChunk(2, 100), new BodyChunk(4, 0)],
                Broken = "the provider broke off",
            },
        };
        var (tape, text) = await TapeSamples.ThroughFileAsync(entry);
        var read = tape.Entries[0];
        (read with { Request = entry.Request, Answer = entry.Answer, Line = 0 }).ShouldBe(entry);
        read.Line.ShouldBe(2);
        (read.Request with { Body = request.Body, Query = request.Query }).ShouldBe(request);
        read.Request.Query.ShouldBe("?a=1");
        text.ShouldNotContain("secret");
        (read.Answer with { Body = entry.Answer.Body, Headers = entry.Answer.Headers, Chunks = entry.Answer.Chunks }).ShouldBe(entry.Answer);
        read.Answer.Headers.ShouldBe(entry.Answer.Headers);
        read.Answer.Chunks.ShouldBe(entry.Answer.Chunks);
    }
}
