using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reprise.Interactions;
using Reprise.Privacy.Redaction;
using Reprise.Wire;

namespace Reprise.Core.Tests.Privacy.Redaction;

/// <summary>A value that is cut anywhere, across events and across the pieces in which they arrive, is found in every provider's stream.</summary>
public sealed class StreamRedactionTests(ITestOutputHelper output)
{
    private const string Secret = "ann@example.com";
    private static readonly string[] s_pieceTexts = ["He", "llo \"", "\n", "wörld 😀", " {", "\\", "x"];

    /// <summary>A stream of one text: how each piece of it is written, and what stands before and behind them.</summary>
    private sealed record Dialect(string Name, bool IsJsonText, Func<string, string> Event, string Before = "", string After = "");

    private static readonly Dialect[] s_dialects =
    [
        new("openai.chat", false, text => Sse("{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":" + text + "},\"finish_reason\":null}]}"),
            Sse("""{"id":"c1","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}"""), Sse("""{"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""") + "data: [DONE]\n\n"),
        new("openai.chat", true, text => Sse("{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":" + text + "}}]}}]}"),
            Sse("""{"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"send","arguments":""}}]}}]}"""), "data: [DONE]\n\n"),
        new("openai.chat", false, text => Sse("{\"choices\":[{\"index\":1,\"delta\":{\"reasoning_content\":" + text + "}}]}")),
        new("openai.responses", false, text => "event: response.output_text.delta\n" + Sse("{\"type\":\"response.output_text.delta\",\"item_id\":\"m1\",\"output_index\":0,\"content_index\":0,\"delta\":" + text + "}"), "",
            "event: response.completed\n" + Sse("""{"type":"response.completed","response":{"id":"r1","status":"completed","output":[]}}""")),
        new("openai.responses", true, text => Sse("{\"type\":\"response.function_call_arguments.delta\",\"item_id\":\"f1\",\"output_index\":1,\"delta\":" + text + "}")),
        new("openai.responses", false, text => Sse("{\"type\":\"response.reasoning_summary_text.delta\",\"item_id\":\"s1\",\"output_index\":0,\"summary_index\":0,\"delta\":" + text + "}")),
        new("anthropic.messages", false, text => "event: content_block_delta\n" + Sse("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":" + text + "}}"),
            Sse("""{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""), Sse("""{"type":"message_stop"}""")),
        new("anthropic.messages", true, text => Sse("{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":" + text + "}}")),
        new("anthropic.messages", false, text => Sse("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":" + text + "}}")),
        new("gemini.generate", false, text => Sse("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":" + text + "}],\"role\":\"model\"},\"index\":0}],\"modelVersion\":\"g\"}")),
        new("ollama.chat", false, text => "{\"model\":\"l\",\"message\":{\"role\":\"assistant\",\"content\":" + text + "},\"done\":false}\n", "", """{"model":"l","done":true,"done_reason":"stop"}""" + "\n"),
        new("ollama.generate", false, text => "{\"model\":\"l\",\"response\":" + text + ",\"done\":false}\n"),
        new("cohere.chat", false, text => Sse("{\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":" + text + "}}}}")),
        new("cohere.chat", true, text => Sse("{\"type\":\"tool-call-delta\",\"index\":0,\"delta\":{\"message\":{\"tool_calls\":{\"function\":{\"arguments\":" + text + "}}}}}")),
        new("cohere.v1", false, text => "{\"is_finished\":false,\"event_type\":\"text-generation\",\"text\":" + text + "}\n"),
        new("mistral.chat", false, text => Sse("{\"choices\":[{\"index\":0,\"delta\":{\"content\":" + text + "}}]}")),
    ];

    [Fact]
    public void Every_cut_between_two_events_is_found_in_every_dialect()
    {
        foreach (var dialect in s_dialects)
        {
            for (var cut = 0; cut <= Secret.Length; cut++) Check(dialect, ["mail ", Secret[..cut], Secret[cut..], " now"]);
        }
    }

    [Fact]
    public void Values_cut_at_random_are_found_whatever_stands_around_them()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 400; round++)
        {
            var dialect = s_dialects[random.Next(s_dialects.Length)];
            var before = dialect.IsJsonText ? "{\"to\":\"" : string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => s_pieceTexts[random.Next(s_pieceTexts.Length)])) + " ";
            var after = dialect.IsJsonText ? "\",\"n\":1}" : " " + s_pieceTexts[random.Next(s_pieceTexts.Length)];
            Check(dialect, Cut(before + Secret + after, random), random);
        }
    }

    [Fact]
    public void Two_texts_of_one_path_are_not_mixed_up()
    {
        var stream = Sse("""{"choices":[{"index":0,"delta":{"content":"ann@exam"}}]}""") + Sse("""{"choices":[{"index":1,"delta":{"content":"bob@exam"}}]}""")
            + Sse("""{"choices":[{"index":0,"delta":{"content":"ple.com"}}]}""") + Sse("""{"choices":[{"index":1,"delta":{"content":"ple.org"}}]}""");
        Redact(stream).ShouldBe(Sse("""{"choices":[{"index":0,"delta":{"content":"[email]"}}]}""") + Sse("""{"choices":[{"index":1,"delta":{"content":"[email]"}}]}""")
            + Sse("""{"choices":[{"index":0,"delta":{"content":""}}]}""") + Sse("""{"choices":[{"index":1,"delta":{"content":""}}]}"""));
    }

    [Fact]
    public void Frames_of_aws_keep_right_lengths_and_checksums()
    {
        for (var cut = 0; cut <= Secret.Length; cut++)
        {
            byte[] stream = [.. Frame("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"" + Secret[..cut] + "\"},\"p\":\"abcdefgh\"}"),
                .. Frame("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"" + Secret[cut..] + " now\"},\"p\":\"abc\"}")];
            ReadFrames(Redacted(stream, "application/vnd.amazon.eventstream").Bytes.ToArray()).ShouldBe("[email] now");
            byte[] invoke = [.. Frame("chunk", Wrapped("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"X"}}""", Secret[..cut])), .. Frame("chunk", Wrapped("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"X"}}""", Secret[cut..]))];
            ReadFrames(Redacted(invoke, null).Bytes.ToArray()).ShouldBe("[email]");
        }
    }

    [Fact]
    public void An_answer_that_is_a_list_is_a_stream_of_its_elements() =>
        Redact("""[{"candidates":[{"content":{"parts":[{"text":"ann@exa"}]}}]},{"candidates":[{"content":{"parts":[{"text":"mple.com!"}]}}]}]""")
            .ShouldBe("""[{"candidates":[{"content":{"parts":[{"text":"[email]"}]}}]},{"candidates":[{"content":{"parts":[{"text":"!"}]}}]}]""");

    private static void Check(Dialect dialect, IReadOnlyList<string> pieces, Random? random = null)
    {
        var text = dialect.Before + string.Concat(pieces.Select(piece => dialect.Event(JsonSerializer.Serialize(piece, random?.Next(2) == 0 ? s_strict : s_relaxed)))) + dialect.After;
        var bytes = Encoding.UTF8.GetBytes(text);
        var chunks = new List<BodyChunk>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(bytes.Length - at, random?.Next(1, 60) ?? 7);
            chunks.Add(new BodyChunk(length, 3));
            at += length;
        }

        var redacted = PlainDetector.Body(PlainDetector.All(RedactionMode.Label)).Redact(new Body { Bytes = bytes, Chunks = chunks }, BodySide.Response, new RedactionNotes())!;
        var result = Encoding.UTF8.GetString(redacted.Bytes.Span);
        // The text as a client joins it: every event is still read, and the value's place is all that changed.
        var joined = string.Concat(pieces);
        Joined(result, dialect).ShouldBe(joined.Replace(Secret, "[email]", StringComparison.Ordinal), $"{dialect.Name}: {text}");
        redacted.Chunks.Sum(chunk => (long)chunk.Length).ShouldBe(redacted.Bytes.Length);
        redacted.Chunks.ShouldAllBe(chunk => chunk.Length > 0);
        result.Split('\n').Length.ShouldBe(text.Split('\n').Length);
    }

    /// <summary>Reads the pieces back by writing each line's event with a mark and cutting around it.</summary>
    private static string Joined(string stream, Dialect dialect)
    {
        var form = dialect.Event("\"\u0001\"").Trim().Split('\n')[^1];
        var at = form.IndexOf("\"\u0001\"", StringComparison.Ordinal);
        var (before, after) = (form[..at], form[(at + 3)..]);
        return string.Concat(stream.Split('\n').Where(line => line.StartsWith(before + "\"", StringComparison.Ordinal) && line.EndsWith(after, StringComparison.Ordinal))
            .Select(line => JsonSerializer.Deserialize<string>(line[before.Length..^after.Length])));
    }

    private static List<string> Cut(string text, Random random)
    {
        var pieces = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(text.Length - at, random.Next(1, 9));
            if (char.IsHighSurrogate(text[at + length - 1]) && at + length < text.Length) length++;
            pieces.Add(text.Substring(at, length));
            at += length;
        }

        return pieces;
    }

    private static readonly JsonSerializerOptions s_strict = new();
    private static readonly JsonSerializerOptions s_relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Sse(string data) => $"data: {data}\n\n";

    private static string Redact(string stream) => Encoding.UTF8.GetString(Redacted(Encoding.UTF8.GetBytes(stream), null).Bytes.Span);

    private static Body Redacted(byte[] stream, string? contentType) =>
        PlainDetector.Body(PlainDetector.All(RedactionMode.Label)).Redact(new Body { Bytes = stream, ContentType = contentType }, BodySide.Response, new RedactionNotes())!;

    private static string Wrapped(string json, string text) =>
        "{\"bytes\":\"" + Convert.ToBase64String(Encoding.UTF8.GetBytes(json.Replace("\"X\"", JsonSerializer.Serialize(text), StringComparison.Ordinal))) + "\",\"p\":\"abcd\"}";

    private static byte[] Frame(string name, string payload)
    {
        var headers = Header(":event-type", name).Concat(Header(":message-type", "event")).ToArray();
        var body = Encoding.UTF8.GetBytes(payload);
        var frame = new byte[12 + headers.Length + body.Length + 4];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)frame.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), (uint)headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), Crc32.Of(frame.AsSpan(0, 8)));
        headers.CopyTo(frame, 12);
        body.CopyTo(frame, 12 + headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(frame.Length - 4), Crc32.Of(frame.AsSpan(0, frame.Length - 4)));
        return frame;
    }

    private static byte[] Header(string name, string value) => [(byte)name.Length, .. Encoding.UTF8.GetBytes(name), 7, 0, (byte)value.Length, .. Encoding.UTF8.GetBytes(value)];

    private static string ReadFrames(byte[] stream)
    {
        var text = new StringBuilder();
        var frames = new AwsEventStreamReader(stream);
        while (frames.Next())
        {
            using var payload = JsonDocument.Parse(frames.Payload.ToArray());
            var delta = payload.RootElement;
            if (delta.TryGetProperty("bytes", out var bytes)) delta = JsonDocument.Parse(bytes.GetBytesFromBase64()).RootElement;
            text.Append(delta.GetProperty("delta").GetProperty("text").GetString());
        }

        frames.Fault.ShouldBeNull();
        return text.ToString();
    }
}
