using System.IO.Compression;
using System.Text;
using Reprise.Cache;
using Reprise.Cache.Answers;
using Reprise.Core.Tests.Wire;
using Reprise.Interactions;

namespace Reprise.Core.Tests.Cache.Answers;

public sealed class KeepingTests
{
    private const string Whole = """{"id":"c1","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Paris."},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2}}""";

    [Fact]
    public void A_whole_answer_that_ended_well_is_kept() => AnswerForms.WhyNotKept(Records.Of("openai.chat", Whole)).ShouldBeNull();

    [Theory]
    [InlineData("stop", null)]
    [InlineData("length", null)]
    [InlineData("tool_calls", null)]
    [InlineData("", null)]
    [InlineData("content_filter", CacheReasons.AnswerFiltered)]
    [InlineData("SAFETY", CacheReasons.AnswerFiltered)]
    [InlineData("RECITATION", CacheReasons.AnswerFiltered)]
    [InlineData("error", CacheReasons.AnswerIncomplete)]
    [InlineData("insufficient_system_resource", CacheReasons.AnswerIncomplete)]
    [InlineData("pause_turn", CacheReasons.AnswerIncomplete)]
    [InlineData("a_word_of_next_year", CacheReasons.AnswerIncomplete)]
    public void How_an_answer_ended_decides(string finish, string? reason) =>
        AnswerForms.WhyNotKept(Records.Of("openai.chat", Whole.Replace("\"stop\"", $"\"{finish}\"", StringComparison.Ordinal))).ShouldBe(reason);

    [Theory]
    [InlineData("""{"id":"r","status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"output":[{"type":"message","content":[{"type":"output_text","text":"Par"}]}]}""", null)]
    [InlineData("""{"id":"r","status":"incomplete","incomplete_details":{"reason":"content_filter"},"output":[{"type":"message","content":[{"type":"output_text","text":"Par"}]}]}""", CacheReasons.AnswerFiltered)]
    [InlineData("""{"id":"r","status":"incomplete","incomplete_details":null,"output":[{"type":"message","content":[{"type":"output_text","text":"Par"}]}]}""", CacheReasons.AnswerIncomplete)]
    [InlineData("""{"id":"r","status":"queued","output":[]}""", CacheReasons.AnswerIncomplete)]
    [InlineData("""{"id":"r","status":"in_progress","output":[]}""", CacheReasons.AnswerIncomplete)]
    public void Responses_that_are_incomplete_are_kept_only_at_their_own_limit(string answer, string? reason) =>
        AnswerForms.WhyNotKept(Records.Of("openai.responses", answer)).ShouldBe(reason);

    [Fact]
    public void An_incomplete_response_in_a_stream_is_judged_by_its_last_event()
    {
        var stream = """
            data: {"type":"response.output_text.delta","delta":"Par"}

            data: {"type":"response.incomplete","response":{"id":"r","status":"incomplete","incomplete_details":{"reason":"content_filter"},"output":[{"type":"message","content":[{"type":"output_text","text":"Par"}]}]}}


            """;
        AnswerForms.WhyNotKept(Records.Of("openai.responses", stream)).ShouldBe(CacheReasons.AnswerFiltered);
        AnswerForms.WhyNotKept(Records.Of("openai.responses", stream.Replace("content_filter", "max_output_tokens", StringComparison.Ordinal))).ShouldBeNull();
    }

    [Theory]
    [InlineData(InteractionStatus.Error)]
    [InlineData(InteractionStatus.Timeout)]
    [InlineData(InteractionStatus.Cancelled)]
    public void A_call_that_did_not_end_well_is_not_kept(InteractionStatus status) => Why(known => known with { Status = status }).ShouldBe(CacheReasons.AnswerFailed);

    [Theory]
    [InlineData(null)]
    [InlineData(199)]
    [InlineData(302)]
    [InlineData(400)]
    [InlineData(429)]
    [InlineData(500)]
    public void Only_2xx_is_kept(int? status) => Why(known => known with { HttpStatus = status }).ShouldBe(CacheReasons.AnswerFailed);

    [Fact]
    public void An_answer_that_is_not_recorded_whole_is_not_kept()
    {
        Why(known => known with { ResponseBytes = known.ResponseBytes + 1 }).ShouldBe(CacheReasons.AnswerNotRecorded);
        Why(known => known with { RecordError = $"the answer is longer than 100 bytes and {Body.CutNote}" }).ShouldBe(CacheReasons.AnswerNotRecorded);
        Why(known => known with { RecordError = "a tag is longer than 256 characters" }).ShouldBeNull();
        AnswerForms.WhyNotKept(Records.Of("openai.chat", Whole) with { Response = null }).ShouldBe(CacheReasons.AnswerNotRecorded);
        AnswerForms.WhyNotKept(Records.Of("openai.chat", "")).ShouldBe(CacheReasons.AnswerNotRecorded);
    }

    [Theory]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Par\"}}]}\n\n", CacheReasons.AnswerIncomplete)]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Paris\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DO", CacheReasons.AnswerNotReadable)]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Paris\"},\"finish_reason\":\"stop\"}]}\n\ndata: {\"choices\":[],\"usage\":{\"prompt_tokens\":1}}", CacheReasons.AnswerIncomplete)]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Paris\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n", null)]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Par\"}}]}\n\ndata: {\"error\":{\"message\":\"overloaded\"}}\n\ndata: [DONE]\n\n", CacheReasons.AnswerFailed)]
    public void A_stream_is_kept_only_with_its_last_event_and_without_an_error(string stream, string? reason) =>
        AnswerForms.WhyNotKept(Records.Of("openai.chat", stream)).ShouldBe(reason);

    [Fact]
    public void An_answer_cut_anywhere_is_never_kept_as_another_answer()
    {
        var stream = "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"It is \"}}]}\n\ndata: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Paris\"}}]}\n\n"
            + "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
        foreach (var answer in (string[])[Whole, stream])
        {
            var all = Records.Read("openai.chat", Records.Of("openai.chat", answer).Response!).Content;
            for (var length = 1; length < answer.Length; length++)
            {
                var record = Records.Of("openai.chat", answer[..length]);
                if (AnswerForms.WhyNotKept(record) is null) Records.Read("openai.chat", record.Response!).Content.ShouldBe(all, $"cut at {length}");
            }
        }
    }

    [Theory]
    [InlineData("""{"choices":[{"message":{"content":""},"finish_reason":"stop"}]}""", CacheReasons.AnswerEmpty)]
    [InlineData("""{"choices":[{"message":{"content":" \n"},"finish_reason":"stop"}]}""", CacheReasons.AnswerEmpty)]
    [InlineData("""{"choices":[]}""", CacheReasons.AnswerEmpty)]
    [InlineData("""{"choices":[{"message":{"content":null,"refusal":"I cannot help with that."},"finish_reason":"stop"}]}""", null)]
    [InlineData("""{"choices":[{"message":{"content":null,"tool_calls":[{"id":"t","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}""", null)]
    [InlineData("""{"error":{"message":"no"}}""", CacheReasons.AnswerFailed)]
    [InlineData("not json", CacheReasons.AnswerNotReadable)]
    public void Nothing_said_is_not_kept_but_a_refusal_is(string answer, string? reason) => AnswerForms.WhyNotKept(Records.Of("openai.chat", answer)).ShouldBe(reason);

    [Fact]
    public void Bytes_that_cannot_be_decoded_are_not_kept()
    {
        var packed = Gzip(Whole);
        Encoded(packed, "gzip").ShouldBeNull();
        Encoded(packed, "zstd").ShouldBe(CacheReasons.AnswerNotReadable);
        Encoded(packed[..^6], "gzip").ShouldBe(CacheReasons.AnswerNotReadable);
        Encoded(Encoding.UTF8.GetBytes(Whole), "gzip").ShouldBe(CacheReasons.AnswerNotReadable);
    }

    [Fact]
    public void A_logged_tool_call_needs_no_http_status()
    {
        var record = Records.Of("reprise", "42", kind: InteractionKind.Tool);
        AnswerForms.WhyNotKept(record with { Interaction = record.Interaction with { HttpStatus = null } }).ShouldBeNull();
        AnswerForms.WhyNotKept(Records.Of("json", "{}", kind: InteractionKind.ApiRequest)).ShouldBe(CacheReasons.NotCacheable);
    }

    [Fact]
    public void No_bytes_make_it_throw()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var samples = Cassettes.All.Where(cassette => cassette.Dialect.Kind is InteractionKind.Llm && cassette.Response.Body.Length < 20_000).ToList();
        for (var i = 0; i < 3_000; i++)
        {
            var cassette = samples[random.Next(samples.Count)];
            var bytes = cassette.Response.Body.ToArray();
            for (var change = random.Next(4); change >= 0 && bytes.Length > 0; change--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(3) == 0) bytes = bytes[..random.Next(bytes.Length + 1)];
            var record = Records.Of(cassette.Dialect.Name, bytes);
            Should.NotThrow(() => AnswerForms.WhyNotKept(record), $"seed {seed}, {cassette.Name}");
            foreach (var stream in (bool[])[true, false])
            {
                Should.NotThrow(() => AnswerForms.Form(record, new AnswerWish { Stream = stream, IncludeUsage = true }), $"seed {seed}, {cassette.Name}");
                Should.NotThrow(() => AnswerForms.Form(record, new AnswerWish { Stream = stream, EditedContent = "x" }), $"seed {seed}, {cassette.Name}");
            }
        }
    }

    private static string? Why(Func<Interaction, Interaction> change)
    {
        var record = Records.Of("openai.chat", Whole);
        return AnswerForms.WhyNotKept(record with { Interaction = change(record.Interaction) });
    }

    private static string? Encoded(byte[] bytes, string encoding)
    {
        var record = Records.Of("openai.chat", bytes);
        return AnswerForms.WhyNotKept(record with { Response = record.Response! with { ContentEncoding = encoding } });
    }

    internal static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
