using System.IO.Compression;
using Reprise.Comparison;
using Reprise.Interactions;

namespace Reprise.Core.Tests.Comparison;

public sealed class CallComparerTests
{
    private const string Asked = """{"model":"gpt-4o","temperature":0.5,"top_p":1,"messages":[{"role":"system","content":"Be short."},{"role":"user","content":"Where is my parcel?"}]}""";

    [Fact]
    public void A_call_and_itself_are_the_same_in_everything()
    {
        var call = Side.Chat(Asked, Side.Completion("On its way."));
        var comparison = CallComparer.Compare(call, call);
        comparison.Same.ShouldBeTrue();
        comparison.PromptSimilarity.ShouldBe(1);
        comparison.ResponseSimilarity.ShouldBe(1);
        comparison.EmbeddingSimilarity!.Value.ShouldBe(1, 1e-6);
        (comparison.PromptModified, comparison.SystemModified, comparison.ParamsModified, comparison.ModelModified).ShouldBe((false, false, false, false));
        (comparison.WordDiff, comparison.LineDiff, comparison.JsonEqual).ShouldBe((null, null, null));
        comparison.ToolCalls.ShouldBeEmpty();
        comparison.ToolCallsEqual.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"top_p":1.0,"temperature":5e-1,"messages":[{"role":"system","content":"Be short."},{"role":"user","content":"Where is my parcel?"}],"model":"gpt-4o"}""", false, false, false, false)]
    [InlineData("""{"model":"gpt-4o","temperature":0.6,"top_p":1,"messages":[{"role":"system","content":"Be short."},{"role":"user","content":"Where is my parcel?"}]}""", false, false, true, false)]
    [InlineData("""{"model":"gpt-4o","temperature":0.5,"top_p":1,"messages":[{"role":"user","content":"Where is my parcel?"}]}""", false, true, false, false)]
    [InlineData("""{"model":"gpt-4o","temperature":0.5,"top_p":1,"messages":[{"role":"system","content":"Be short."},{"role":"user","content":"Where is it?"}]}""", true, false, false, false)]
    [InlineData("""{"model":"gpt-5","temperature":0.5,"top_p":1,"messages":[{"role":"system","content":"Be short."},{"role":"user","content":"Where is my parcel?"}]}""", false, false, false, true)]
    [InlineData("""{"model":"gpt-4o","temperature":0.5,"top_p":1,"messages":[{"role":"system","content":"Be short."},{"role":"user","content":"Where is my parcel?"}],"tools":[{"type":"function","function":{"name":"find"}}]}""", false, false, true, false)]
    public void What_was_asked_otherwise_is_told_one_by_one_and_by_value(string replay, bool prompt, bool system, bool parameters, bool model)
    {
        var comparison = CallComparer.Compare(Side.Chat(Asked, Side.Completion("x")), Side.Chat(replay, Side.Completion("x")));
        (comparison.PromptModified, comparison.SystemModified, comparison.ParamsModified, comparison.ModelModified).ShouldBe((prompt, system, parameters, model));
        comparison.Same.ShouldBeTrue("what was asked does not count in what was answered");
    }

    [Fact]
    public void Similarity_is_words_in_common_over_words_of_both()
    {
        // the, parcel, is, lost / the, parcel, was, found: two of six.
        var comparison = CallComparer.Compare(Side.Answer("The parcel is lost."), Side.Answer("The PARCEL was found!"));
        comparison.ResponseSimilarity.ShouldBe(2.0 / 6, 1e-12);
        comparison.Same.ShouldBeFalse();
    }

    [Theory]
    [InlineData("", "", 1)]
    [InlineData("", "word", 0)]
    [InlineData("word", " ", 0)]
    [InlineData("one two", "three", 0)]
    public void Nothing_is_like_nothing_and_unlike_everything_else(string one, string other, double similarity) =>
        CallComparer.Compare(Side.Answer(one), Side.Answer(other)).ResponseSimilarity.ShouldBe(similarity);

    [Fact]
    public void An_embedding_similarity_needs_text_on_both_sides() =>
        CallComparer.Compare(Side.Answer("Hello"), Side.Chat(Asked, Side.Call("find", "{}"))).EmbeddingSimilarity.ShouldBeNull();

    [Fact]
    public void Answers_with_equal_JSON_are_the_same_whatever_their_spelling()
    {
        var comparison = CallComparer.Compare(Side.Answer("""{"a": 1, "b": [true, null]}"""), Side.Answer("```json\n{\"b\":[true,null],\"a\":1.0}\n```"));
        comparison.JsonEqual.ShouldBe(true);
        comparison.JsonDifferences.ShouldBeEmpty();
        comparison.Same.ShouldBeTrue();
        comparison.WordDiff.ShouldNotBeNull("the texts do differ");
    }

    [Fact]
    public void Answers_with_other_JSON_say_where()
    {
        var comparison = CallComparer.Compare(Side.Answer("""{"a":1,"b":"x"}"""), Side.Answer("""{"a":2,"c":"x"}"""));
        comparison.JsonEqual.ShouldBe(false);
        comparison.JsonDifferences.ShouldBe([new JsonDifference("/a", "1", "2"), new JsonDifference("/b", "\"x\"", null), new JsonDifference("/c", null, "\"x\"")]);
        comparison.Same.ShouldBeFalse();
    }

    [Fact]
    public void Tool_calls_stand_side_by_side_and_their_ids_do_not_count()
    {
        var one = Side.Chat(Asked, Side.Call("find", """{"id":7,"deep":true}"""));
        var same = Side.Chat(Asked, Side.Call("find", """{ "deep": true, "id": 7.0 }""").Replace("call_1", "call_2", StringComparison.Ordinal));
        var other = Side.Chat(Asked, Side.Call("find", """{"id":8,"deep":true}"""));
        CallComparer.Compare(one, same).Same.ShouldBeTrue();
        var comparison = CallComparer.Compare(one, other);
        comparison.ToolCallsEqual.ShouldBeFalse();
        comparison.Same.ShouldBeFalse();
        var call = comparison.ToolCalls.ShouldHaveSingleItem();
        call.Original.ShouldBe("""find({"id":7,"deep":true})""");
        call.Differences.ShouldBe([new JsonDifference("/id", "7", "8")]);
        var missing = CallComparer.Compare(one, Side.Answer("No.")).ToolCalls.ShouldHaveSingleItem();
        (missing.Equal, missing.Replay).ShouldBe((false, null));
    }

    [Fact]
    public void The_finish_reason_counts_within_a_dialect() =>
        CallComparer.Compare(Side.Answer("Hello"), Side.Answer("Hello", "length")).Same.ShouldBeFalse();

    [Fact]
    public void Calls_of_two_dialects_can_be_the_same()
    {
        var one = Side.Chat("""{"model":"m","max_completion_tokens":64,"messages":[{"role":"system","content":"Be short."},{"role":"user","content":"Hello?"}]}""", Side.Completion("Hello."));
        var other = Side.Messages("""{"model":"m","max_tokens":64,"system":"Be short.","messages":[{"role":"user","content":"Hello?"}]}""", """{"type":"message","role":"assistant","content":[{"type":"text","text":"Hello."}],"stop_reason":"end_turn"}""");
        var comparison = CallComparer.Compare(one, other);
        comparison.Same.ShouldBeTrue();
        (comparison.PromptModified, comparison.SystemModified, comparison.ParamsModified).ShouldBe((false, false, false));
        var cut = Side.Messages("""{"model":"m","max_tokens":8,"messages":[]}""", """{"type":"message","role":"assistant","content":[{"type":"text","text":"Hello."}],"stop_reason":"max_tokens"}""");
        var shorter = CallComparer.Compare(one, cut);
        shorter.Same.ShouldBeFalse();
        shorter.ParamsModified.ShouldBeTrue();
    }

    [Fact]
    public void A_streamed_and_a_whole_answer_with_the_same_words_are_the_same()
    {
        const string stream = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"}}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"lo\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
        CallComparer.Compare(Side.Answer("Hello"), Side.Chat(Asked, stream)).Same.ShouldBeTrue();
    }

    [Fact]
    public void A_failure_is_never_the_same_as_an_answer_and_two_failures_are_when_they_failed_alike()
    {
        var refused = Side.Chat(Asked, """{"error":{"message":"too many","code":"rate_limit"}}""", InteractionStatus.Error, 429);
        var broken = Side.Chat(Asked, """{"error":{"message":"oops"}}""", InteractionStatus.Error, 500);
        var silent = Side.Chat(Asked, null, InteractionStatus.Timeout, null);
        CallComparer.Compare(refused, refused).Same.ShouldBeTrue();
        CallComparer.Compare(refused, broken).Same.ShouldBeFalse();
        CallComparer.Compare(silent, silent).Same.ShouldBeTrue();
        CallComparer.Compare(Side.Answer(""), refused).Same.ShouldBeFalse();
        CallComparer.Compare(refused, silent).Status.ShouldBe(new Change<string>("error", "timeout"));
    }

    [Fact]
    public void Of_an_erased_answer_nothing_is_claimed_and_the_previews_are_compared()
    {
        var whole = Side.Answer("The parcel is lost.");
        var erased = whole with { Response = null, Interaction = whole.Interaction with { ContentPreview = "The parcel is lost." } };
        var comparison = CallComparer.Compare(erased, whole with { Interaction = whole.Interaction with { ContentPreview = "The parcel is lost." } });
        comparison.Same.ShouldBeFalse();
        comparison.ResponseSimilarity.ShouldBe(1);
        comparison.EmbeddingSimilarity.ShouldBeNull();
        CallComparer.Compare(erased, erased).Same.ShouldBeFalse("nobody can say what stood there");
    }

    [Fact]
    public void Of_an_erased_request_the_hash_says_whether_the_same_was_asked()
    {
        var whole = Side.Chat(Asked, Side.Completion("x"));
        var hashed = whole with { Interaction = whole.Interaction with { PromptHash = Hashes.OfPrompt("Be short.", "Where is my parcel?"), PromptPreview = "Where is my parcel?" } };
        var erased = hashed with { Request = null };
        CallComparer.Compare(erased, hashed).ShouldSatisfyAllConditions(c => c.PromptModified.ShouldBeFalse(), c => c.SystemModified.ShouldBeFalse(), c => c.PromptSimilarity.ShouldBe(1));
        var otherSystem = hashed with { Interaction = hashed.Interaction with { PromptHash = Hashes.OfPrompt("Be long.", "Where is my parcel?") } };
        CallComparer.Compare(erased, otherSystem).ShouldSatisfyAllConditions(c => c.PromptModified.ShouldBeFalse(), c => c.SystemModified.ShouldBeTrue());
        var otherPrompt = hashed with { Interaction = hashed.Interaction with { PromptHash = Hashes.OfPrompt("Be short.", "Where is she?"), PromptPreview = "Where is she?" } };
        CallComparer.Compare(erased, otherPrompt).ShouldSatisfyAllConditions(c => c.PromptModified.ShouldBeTrue(), c => c.PromptSimilarity.ShouldBe(2.0 / 5, 1e-12));
    }

    [Fact]
    public void An_answer_that_was_cut_off_in_recording_is_never_the_same()
    {
        var whole = Side.Answer("Hello");
        var cut = whole with { Interaction = whole.Interaction with { RecordError = $"the answer is longer than 5 bytes and {Body.CutNote}" } };
        CallComparer.Compare(whole, cut).Same.ShouldBeFalse();
    }

    [Fact]
    public void Compressed_bodies_are_unpacked_first()
    {
        var whole = Side.Answer("Hello");
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(whole.Response!.Bytes.Span);
        var compressed = whole with { Response = whole.Response with { Bytes = packed.ToArray(), ContentEncoding = "gzip" } };
        CallComparer.Compare(whole, compressed).Same.ShouldBeTrue();
        var broken = compressed with { Response = compressed.Response! with { Bytes = packed.ToArray().AsMemory(0, (int)packed.Length - 6) } };
        CallComparer.Compare(whole, broken).Same.ShouldBeFalse();
    }

    [Fact]
    public void Calls_that_are_no_conversation_are_compared_by_their_bodies()
    {
        var one = Side.Of("opaque", "POST /tool", "x", """{"price": 10}""");
        CallComparer.Compare(one, Side.Of("opaque", "POST /tool", "x", """{"price":1e1}""")).Same.ShouldBeTrue();
        var other = CallComparer.Compare(one, Side.Of("opaque", "POST /tool", "x", """{"price":11}"""));
        other.Same.ShouldBeFalse();
        other.JsonDifferences.ShouldBe([new JsonDifference("/price", "10", "11")]);
    }

    [Fact]
    public void What_it_took_stands_on_both_sides()
    {
        var one = Side.Answer("Hello");
        var other = one with { Interaction = one.Interaction with { LatencyMs = 20, TtftMs = 5, CostUsd = 0.25m, Usage = new TokenUsage { PromptTokens = 7, CompletionTokens = 2 } } };
        var comparison = CallComparer.Compare(one, other);
        comparison.LatencyMs.ShouldBe(new Change<long?>(null, 20));
        comparison.TtftMs.ShouldBe(new Change<long?>(null, 5));
        comparison.PromptTokens.ShouldBe(new Change<long?>(null, 7));
        comparison.CompletionTokens.ShouldBe(new Change<long?>(null, 2));
        comparison.CostUsd.ShouldBe(new Change<decimal?>(null, 0.25m));
    }

    [Fact]
    public void No_bytes_make_it_throw()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        string[] dialects = [.. Wire.AllDialects];
        for (var round = 0; round < 400; round++)
        {
            var (one, other) = (Noise(), Noise());
            Should.NotThrow(() => CallComparer.Compare(one, other), $"seed {seed}, round {round}");
        }

        RecordedInteraction Noise()
        {
            var source = Side.Chat(Asked, random.Next(2) == 0 ? Side.Call("f", """{"a":"\ud800"}""") : Side.Completion("{\"a\":\"\\ud83d\",\"\\udc00\":[1e999999999999999999999,-0]}"));
            return source with
            {
                Interaction = source.Interaction with { Dialect = dialects[random.Next(dialects.Length)], HttpStatus = random.Next(3) == 0 ? 500 : 200 },
                Request = Spoilt(source.Request!),
                Response = Spoilt(source.Response!),
            };
        }

        Body? Spoilt(Body body)
        {
            if (random.Next(8) == 0) return null;
            var bytes = body.Bytes.ToArray();
            for (var i = random.Next(6); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            return body with { Bytes = bytes.AsMemory(0, random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length)), ContentEncoding = random.Next(10) == 0 ? "gzip" : null };
        }
    }

    private static class Wire
    {
        public static IEnumerable<string> AllDialects => Reprise.Wire.DialectCatalog.All.Select(dialect => dialect.Name).Append("gone");
    }

    [Fact]
    public void A_refusal_that_is_kept_apart_is_what_was_answered()
    {
        var refusal = Side.Chat(Asked, """{"choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":"I cannot help."},"finish_reason":"stop"}]}""");
        CallComparer.Compare(refusal, Side.Answer("I cannot help.")).ResponseSimilarity.ShouldBe(1);
    }
}
